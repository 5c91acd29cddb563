import * as $protobuf from "protobufjs/minimal.js";
import Long = require("long");

/** Namespace onnc. */
export namespace onnc {

    /** Namespace program. */
    namespace program {

        /**
         * Properties of a Program.
         * @deprecated Use onnc.program.Program.$Properties instead.
         */
        interface IProgram extends onnc.program.Program.$Properties {
        }

        /** Represents a Program. */
        class Program {

            /**
             * Constructs a new Program.
             * @param [properties] Properties to set
             */
            constructor(properties?: onnc.program.Program.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Program target. */
            target?: (onnc.program.Target.$Properties|null);

            /** Program instructions. */
            instructions: Uint8Array;

            /** Program tiles. */
            tiles: onnc.program.Tiles.$Properties[];

            /** Program uses. */
            uses?: (onnc.program.Uses.$Properties|null);

            /** Program patterns. */
            patterns: onnc.program.AddressPattern.$Properties[];

            /** Program kernels. */
            kernels: onnc.program.Kernel.$Properties[];

            /** Program buffers. */
            buffers: onnc.program.ProgramBuffer.$Properties[];

            /** Program inputs. */
            inputs: onnc.program.Binding.$Properties[];

            /** Program outputs. */
            outputs: onnc.program.Binding.$Properties[];

            /** Program sourceMap. */
            sourceMap?: (onnc.program.SourceMap.$Properties|null);

            /** Program claims. */
            claims?: (onnc.program.Claims.$Properties|null);

            /** Program link. */
            link?: (onnc.program.Link.$Properties|null);

            /** Program ranges. */
            ranges?: (onnc.program.Ranges.$Properties|null);

            /** Program bankQueues. */
            bankQueues: boolean;

            /**
             * Encodes the specified Program message. Does not implicitly {@link onnc.program.Program.verify|verify} messages.
             * @param message Program message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: onnc.program.Program.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Program message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {onnc.program.Program & onnc.program.Program.$Shape} Program
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): onnc.program.Program & onnc.program.Program.$Shape;
        }

        namespace Program {

            /** Properties of a Program. */
            interface $Properties {

                /** Program target */
                target?: (onnc.program.Target.$Properties|null);

                /** Program instructions */
                instructions?: (Uint8Array|null);

                /** Program tiles */
                tiles?: (onnc.program.Tiles.$Properties[]|null);

                /** Program uses */
                uses?: (onnc.program.Uses.$Properties|null);

                /** Program patterns */
                patterns?: (onnc.program.AddressPattern.$Properties[]|null);

                /** Program kernels */
                kernels?: (onnc.program.Kernel.$Properties[]|null);

                /** Program buffers */
                buffers?: (onnc.program.ProgramBuffer.$Properties[]|null);

                /** Program inputs */
                inputs?: (onnc.program.Binding.$Properties[]|null);

                /** Program outputs */
                outputs?: (onnc.program.Binding.$Properties[]|null);

                /** Program sourceMap */
                sourceMap?: (onnc.program.SourceMap.$Properties|null);

                /** Program claims */
                claims?: (onnc.program.Claims.$Properties|null);

                /** Program link */
                link?: (onnc.program.Link.$Properties|null);

                /** Program ranges */
                ranges?: (onnc.program.Ranges.$Properties|null);

                /** Program bankQueues */
                bankQueues?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Program. */
            type $Shape = onnc.program.Program.$Properties;
        }

        /**
         * Properties of a Target.
         * @deprecated Use onnc.program.Target.$Properties instead.
         */
        interface ITarget extends onnc.program.Target.$Properties {
        }

        /** Represents a Target. */
        class Target {

            /**
             * Constructs a new Target.
             * @param [properties] Properties to set
             */
            constructor(properties?: onnc.program.Target.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Target name. */
            name: string;

            /** Target definition. */
            definition: string;

            /**
             * Encodes the specified Target message. Does not implicitly {@link onnc.program.Target.verify|verify} messages.
             * @param message Target message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: onnc.program.Target.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Target message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {onnc.program.Target & onnc.program.Target.$Shape} Target
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): onnc.program.Target & onnc.program.Target.$Shape;
        }

        namespace Target {

            /** Properties of a Target. */
            interface $Properties {

                /** Target name */
                name?: (string|null);

                /** Target definition */
                definition?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Target. */
            type $Shape = onnc.program.Target.$Properties;
        }

        /**
         * Properties of a Tiles.
         * @deprecated Use onnc.program.Tiles.$Properties instead.
         */
        interface ITiles extends onnc.program.Tiles.$Properties {
        }

        /** Represents a Tiles. */
        class Tiles {

            /**
             * Constructs a new Tiles.
             * @param [properties] Properties to set
             */
            constructor(properties?: onnc.program.Tiles.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Tiles rows. */
            rows: number[];

            /** Tiles columns. */
            columns: number[];

            /** Tiles levels. */
            levels: number[];

            /** Tiles steps. */
            steps: Uint8Array;

            /** Tiles codes. */
            codes: Uint8Array;

            /** Tiles hasExact. */
            hasExact: boolean[];

            /** Tiles exact. */
            exact: Uint8Array;

            /** Tiles activations. */
            activations: number[];

            /**
             * Encodes the specified Tiles message. Does not implicitly {@link onnc.program.Tiles.verify|verify} messages.
             * @param message Tiles message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: onnc.program.Tiles.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Tiles message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {onnc.program.Tiles & onnc.program.Tiles.$Shape} Tiles
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): onnc.program.Tiles & onnc.program.Tiles.$Shape;
        }

        namespace Tiles {

            /** Properties of a Tiles. */
            interface $Properties {

                /** Tiles rows */
                rows?: (number[]|null);

                /** Tiles columns */
                columns?: (number[]|null);

                /** Tiles levels */
                levels?: (number[]|null);

                /** Tiles steps */
                steps?: (Uint8Array|null);

                /** Tiles codes */
                codes?: (Uint8Array|null);

                /** Tiles hasExact */
                hasExact?: (boolean[]|null);

                /** Tiles exact */
                exact?: (Uint8Array|null);

                /** Tiles activations */
                activations?: (number[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Tiles. */
            type $Shape = onnc.program.Tiles.$Properties;
        }

        /**
         * Properties of a Uses.
         * @deprecated Use onnc.program.Uses.$Properties instead.
         */
        interface IUses extends onnc.program.Uses.$Properties {
        }

        /** Represents a Uses. */
        class Uses {

            /**
             * Constructs a new Uses.
             * @param [properties] Properties to set
             */
            constructor(properties?: onnc.program.Uses.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Uses tile. */
            tile: number[];

            /** Uses outScale. */
            outScale: Uint8Array;

            /** Uses hasBias. */
            hasBias: boolean[];

            /** Uses bias. */
            bias: Uint8Array;

            /** Uses transposed. */
            transposed: boolean[];

            /** Uses gain. */
            gain: number[];

            /** Uses hasInScale. */
            hasInScale: boolean[];

            /** Uses inScale. */
            inScale: Uint8Array;

            /** Uses firstOutput. */
            firstOutput: number[];

            /** Uses outputs. */
            outputs: number[];

            /**
             * Encodes the specified Uses message. Does not implicitly {@link onnc.program.Uses.verify|verify} messages.
             * @param message Uses message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: onnc.program.Uses.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Uses message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {onnc.program.Uses & onnc.program.Uses.$Shape} Uses
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): onnc.program.Uses & onnc.program.Uses.$Shape;
        }

        namespace Uses {

            /** Properties of a Uses. */
            interface $Properties {

                /** Uses tile */
                tile?: (number[]|null);

                /** Uses outScale */
                outScale?: (Uint8Array|null);

                /** Uses hasBias */
                hasBias?: (boolean[]|null);

                /** Uses bias */
                bias?: (Uint8Array|null);

                /** Uses transposed */
                transposed?: (boolean[]|null);

                /** Uses gain */
                gain?: (number[]|null);

                /** Uses hasInScale */
                hasInScale?: (boolean[]|null);

                /** Uses inScale */
                inScale?: (Uint8Array|null);

                /** Uses firstOutput */
                firstOutput?: (number[]|null);

                /** Uses outputs */
                outputs?: (number[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Uses. */
            type $Shape = onnc.program.Uses.$Properties;
        }

        /**
         * Properties of an AddressPattern.
         * @deprecated Use onnc.program.AddressPattern.$Properties instead.
         */
        interface IAddressPattern extends onnc.program.AddressPattern.$Properties {
        }

        /** Represents an AddressPattern. */
        class AddressPattern {

            /**
             * Constructs a new AddressPattern.
             * @param [properties] Properties to set
             */
            constructor(properties?: onnc.program.AddressPattern.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** AddressPattern buffer. */
            buffer: number;

            /** AddressPattern offset. */
            offset: number;

            /** AddressPattern positionCounts. */
            positionCounts: number[];

            /** AddressPattern positionStrides. */
            positionStrides: number[];

            /** AddressPattern elementCounts. */
            elementCounts: number[];

            /** AddressPattern elementStrides. */
            elementStrides: number[];

            /** AddressPattern first. */
            first: number;

            /** AddressPattern count. */
            count: number;

            /** AddressPattern guards. */
            guards: onnc.program.Guard.$Properties[];

            /** AddressPattern list. */
            list: number[];

            /** AddressPattern select. */
            select: number[];

            /** AddressPattern indices. */
            indices: number;

            /**
             * Encodes the specified AddressPattern message. Does not implicitly {@link onnc.program.AddressPattern.verify|verify} messages.
             * @param message AddressPattern message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: onnc.program.AddressPattern.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an AddressPattern message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {onnc.program.AddressPattern & onnc.program.AddressPattern.$Shape} AddressPattern
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): onnc.program.AddressPattern & onnc.program.AddressPattern.$Shape;
        }

        namespace AddressPattern {

            /** Properties of an AddressPattern. */
            interface $Properties {

                /** AddressPattern buffer */
                buffer?: (number|null);

                /** AddressPattern offset */
                offset?: (number|null);

                /** AddressPattern positionCounts */
                positionCounts?: (number[]|null);

                /** AddressPattern positionStrides */
                positionStrides?: (number[]|null);

                /** AddressPattern elementCounts */
                elementCounts?: (number[]|null);

                /** AddressPattern elementStrides */
                elementStrides?: (number[]|null);

                /** AddressPattern first */
                first?: (number|null);

                /** AddressPattern count */
                count?: (number|null);

                /** AddressPattern guards */
                guards?: (onnc.program.Guard.$Properties[]|null);

                /** AddressPattern list */
                list?: (number[]|null);

                /** AddressPattern select */
                select?: (number[]|null);

                /** AddressPattern indices */
                indices?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an AddressPattern. */
            type $Shape = onnc.program.AddressPattern.$Properties;
        }

        /**
         * Properties of a Guard.
         * @deprecated Use onnc.program.Guard.$Properties instead.
         */
        interface IGuard extends onnc.program.Guard.$Properties {
        }

        /** Represents a Guard. */
        class Guard {

            /**
             * Constructs a new Guard.
             * @param [properties] Properties to set
             */
            constructor(properties?: onnc.program.Guard.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Guard start. */
            start: number;

            /** Guard extent. */
            extent: number;

            /** Guard positionCoefficients. */
            positionCoefficients: number[];

            /** Guard elementCoefficients. */
            elementCoefficients: number[];

            /**
             * Encodes the specified Guard message. Does not implicitly {@link onnc.program.Guard.verify|verify} messages.
             * @param message Guard message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: onnc.program.Guard.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Guard message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {onnc.program.Guard & onnc.program.Guard.$Shape} Guard
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): onnc.program.Guard & onnc.program.Guard.$Shape;
        }

        namespace Guard {

            /** Properties of a Guard. */
            interface $Properties {

                /** Guard start */
                start?: (number|null);

                /** Guard extent */
                extent?: (number|null);

                /** Guard positionCoefficients */
                positionCoefficients?: (number[]|null);

                /** Guard elementCoefficients */
                elementCoefficients?: (number[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Guard. */
            type $Shape = onnc.program.Guard.$Properties;
        }

        /**
         * Properties of a Kernel.
         * @deprecated Use onnc.program.Kernel.$Properties instead.
         */
        interface IKernel extends onnc.program.Kernel.$Properties {
        }

        /** Represents a Kernel. */
        class Kernel {

            /**
             * Constructs a new Kernel.
             * @param [properties] Properties to set
             */
            constructor(properties?: onnc.program.Kernel.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Kernel name. */
            name: string;

            /** Kernel model. */
            model: Uint8Array;

            /** Kernel inputs. */
            inputs: onnc.program.Binding.$Properties[];

            /** Kernel outputs. */
            outputs: onnc.program.Binding.$Properties[];

            /** Kernel work. */
            work: onnc.program.Work.$Properties[];

            /**
             * Encodes the specified Kernel message. Does not implicitly {@link onnc.program.Kernel.verify|verify} messages.
             * @param message Kernel message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: onnc.program.Kernel.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Kernel message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {onnc.program.Kernel & onnc.program.Kernel.$Shape} Kernel
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): onnc.program.Kernel & onnc.program.Kernel.$Shape;
        }

        namespace Kernel {

            /** Properties of a Kernel. */
            interface $Properties {

                /** Kernel name */
                name?: (string|null);

                /** Kernel model */
                model?: (Uint8Array|null);

                /** Kernel inputs */
                inputs?: (onnc.program.Binding.$Properties[]|null);

                /** Kernel outputs */
                outputs?: (onnc.program.Binding.$Properties[]|null);

                /** Kernel work */
                work?: (onnc.program.Work.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Kernel. */
            type $Shape = onnc.program.Kernel.$Properties;
        }

        /** WorkKind enum. */
        enum WorkKind {

            /** WORK_KIND_UNSPECIFIED value */
            WORK_KIND_UNSPECIFIED = 0,

            /** WORK_KIND_ADD value */
            WORK_KIND_ADD = 1,

            /** WORK_KIND_MULTIPLY value */
            WORK_KIND_MULTIPLY = 2,

            /** WORK_KIND_COMPARE value */
            WORK_KIND_COMPARE = 3,

            /** WORK_KIND_SPECIAL value */
            WORK_KIND_SPECIAL = 4,

            /** WORK_KIND_MOVE value */
            WORK_KIND_MOVE = 5
        }

        /**
         * Properties of a Work.
         * @deprecated Use onnc.program.Work.$Properties instead.
         */
        interface IWork extends onnc.program.Work.$Properties {
        }

        /** Represents a Work. */
        class Work {

            /**
             * Constructs a new Work.
             * @param [properties] Properties to set
             */
            constructor(properties?: onnc.program.Work.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Work kind. */
            kind: onnc.program.WorkKind;

            /** Work operations. */
            operations: (number|Long);

            /**
             * Encodes the specified Work message. Does not implicitly {@link onnc.program.Work.verify|verify} messages.
             * @param message Work message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: onnc.program.Work.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Work message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {onnc.program.Work & onnc.program.Work.$Shape} Work
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): onnc.program.Work & onnc.program.Work.$Shape;
        }

        namespace Work {

            /** Properties of a Work. */
            interface $Properties {

                /** Work kind */
                kind?: (onnc.program.WorkKind|null);

                /** Work operations */
                operations?: (number|Long|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Work. */
            type $Shape = onnc.program.Work.$Properties;
        }

        /**
         * Properties of a Binding.
         * @deprecated Use onnc.program.Binding.$Properties instead.
         */
        interface IBinding extends onnc.program.Binding.$Properties {
        }

        /** Represents a Binding. */
        class Binding {

            /**
             * Constructs a new Binding.
             * @param [properties] Properties to set
             */
            constructor(properties?: onnc.program.Binding.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Binding name. */
            name: string;

            /** Binding buffer. */
            buffer: number;

            /**
             * Encodes the specified Binding message. Does not implicitly {@link onnc.program.Binding.verify|verify} messages.
             * @param message Binding message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: onnc.program.Binding.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Binding message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {onnc.program.Binding & onnc.program.Binding.$Shape} Binding
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): onnc.program.Binding & onnc.program.Binding.$Shape;
        }

        namespace Binding {

            /** Properties of a Binding. */
            interface $Properties {

                /** Binding name */
                name?: (string|null);

                /** Binding buffer */
                buffer?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Binding. */
            type $Shape = onnc.program.Binding.$Properties;
        }

        /** Memory enum. */
        enum Memory {

            /** MEMORY_UNSPECIFIED value */
            MEMORY_UNSPECIFIED = 0,

            /** MEMORY_ACTIVATION value */
            MEMORY_ACTIVATION = 1,

            /** MEMORY_ECU value */
            MEMORY_ECU = 2,

            /** MEMORY_WEIGHT value */
            MEMORY_WEIGHT = 3
        }

        /**
         * Properties of a ProgramBuffer.
         * @deprecated Use onnc.program.ProgramBuffer.$Properties instead.
         */
        interface IProgramBuffer extends onnc.program.ProgramBuffer.$Properties {
        }

        /** Represents a ProgramBuffer. */
        class ProgramBuffer {

            /**
             * Constructs a new ProgramBuffer.
             * @param [properties] Properties to set
             */
            constructor(properties?: onnc.program.ProgramBuffer.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ProgramBuffer name. */
            name: string;

            /** ProgramBuffer elementType. */
            elementType: number;

            /** ProgramBuffer shape. */
            shape: (number|Long)[];

            /** ProgramBuffer memory. */
            memory: onnc.program.Memory;

            /** ProgramBuffer address. */
            address: (number|Long);

            /** ProgramBuffer unranked. */
            unranked: boolean;

            /** ProgramBuffer tile. */
            tile: number;

            /**
             * Encodes the specified ProgramBuffer message. Does not implicitly {@link onnc.program.ProgramBuffer.verify|verify} messages.
             * @param message ProgramBuffer message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: onnc.program.ProgramBuffer.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ProgramBuffer message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {onnc.program.ProgramBuffer & onnc.program.ProgramBuffer.$Shape} ProgramBuffer
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): onnc.program.ProgramBuffer & onnc.program.ProgramBuffer.$Shape;
        }

        namespace ProgramBuffer {

            /** Properties of a ProgramBuffer. */
            interface $Properties {

                /** ProgramBuffer name */
                name?: (string|null);

                /** ProgramBuffer elementType */
                elementType?: (number|null);

                /** ProgramBuffer shape */
                shape?: ((number|Long)[]|null);

                /** ProgramBuffer memory */
                memory?: (onnc.program.Memory|null);

                /** ProgramBuffer address */
                address?: (number|Long|null);

                /** ProgramBuffer unranked */
                unranked?: (boolean|null);

                /** ProgramBuffer tile */
                tile?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ProgramBuffer. */
            type $Shape = onnc.program.ProgramBuffer.$Properties;
        }

        /**
         * Properties of a SourceMap.
         * @deprecated Use onnc.program.SourceMap.$Properties instead.
         */
        interface ISourceMap extends onnc.program.SourceMap.$Properties {
        }

        /** Represents a SourceMap. */
        class SourceMap {

            /**
             * Constructs a new SourceMap.
             * @param [properties] Properties to set
             */
            constructor(properties?: onnc.program.SourceMap.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SourceMap names. */
            names: string[];

            /** SourceMap first. */
            first: number[];

            /** SourceMap count. */
            count: number[];

            /** SourceMap op. */
            op: number[];

            /** SourceMap node. */
            node: number[];

            /**
             * Encodes the specified SourceMap message. Does not implicitly {@link onnc.program.SourceMap.verify|verify} messages.
             * @param message SourceMap message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: onnc.program.SourceMap.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SourceMap message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {onnc.program.SourceMap & onnc.program.SourceMap.$Shape} SourceMap
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): onnc.program.SourceMap & onnc.program.SourceMap.$Shape;
        }

        namespace SourceMap {

            /** Properties of a SourceMap. */
            interface $Properties {

                /** SourceMap names */
                names?: (string[]|null);

                /** SourceMap first */
                first?: (number[]|null);

                /** SourceMap count */
                count?: (number[]|null);

                /** SourceMap op */
                op?: (number[]|null);

                /** SourceMap node */
                node?: (number[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SourceMap. */
            type $Shape = onnc.program.SourceMap.$Properties;
        }

        /**
         * Properties of a Claims.
         * @deprecated Use onnc.program.Claims.$Properties instead.
         */
        interface IClaims extends onnc.program.Claims.$Properties {
        }

        /** Represents a Claims. */
        class Claims {

            /**
             * Constructs a new Claims.
             * @param [properties] Properties to set
             */
            constructor(properties?: onnc.program.Claims.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Claims tensors. */
            tensors: number;

            /** Claims inputs. */
            inputs: number[];

            /** Claims outputs. */
            outputs: number[];

            /** Claims kernelInputCounts. */
            kernelInputCounts: number[];

            /** Claims kernelInputs. */
            kernelInputs: number[];

            /** Claims kernelOutputCounts. */
            kernelOutputCounts: number[];

            /** Claims kernelOutputs. */
            kernelOutputs: number[];

            /** Claims tile. */
            tile: number[];

            /** Claims source. */
            source: number[];

            /** Claims destination. */
            destination: number[];

            /** Claims input. */
            input: number[];

            /** Claims output. */
            output: number[];

            /** Claims flags. */
            flags: number[];

            /** Claims calibration. */
            calibration: number[];

            /** Claims scaleChecksums. */
            scaleChecksums: Uint8Array;

            /** Claims biasChecksums. */
            biasChecksums: Uint8Array;

            /** Claims patterns. */
            patterns: onnc.program.AddressPattern.$Properties[];

            /** Claims tileChecksums. */
            tileChecksums: Uint8Array;

            /** Claims imprintTile. */
            imprintTile: number[];

            /** Claims imprintSource. */
            imprintSource: number[];

            /** Claims imprintPattern. */
            imprintPattern: number[];

            /** Claims constantTile. */
            constantTile: number[];

            /** Claims constantTensor. */
            constantTensor: number[];

            /** Claims compactSource. */
            compactSource: number[];

            /** Claims compactPattern. */
            compactPattern: number[];

            /** Claims compactValues. */
            compactValues: number[];

            /** Claims compactIndices. */
            compactIndices: number[];

            /** Claims indices. */
            indices: number[];

            /** Claims gain. */
            gain: number[];

            /** Claims inScaleChecksums. */
            inScaleChecksums: Uint8Array;

            /** Claims firstOutput. */
            firstOutput: number[];

            /**
             * Encodes the specified Claims message. Does not implicitly {@link onnc.program.Claims.verify|verify} messages.
             * @param message Claims message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: onnc.program.Claims.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Claims message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {onnc.program.Claims & onnc.program.Claims.$Shape} Claims
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): onnc.program.Claims & onnc.program.Claims.$Shape;
        }

        namespace Claims {

            /** Properties of a Claims. */
            interface $Properties {

                /** Claims tensors */
                tensors?: (number|null);

                /** Claims inputs */
                inputs?: (number[]|null);

                /** Claims outputs */
                outputs?: (number[]|null);

                /** Claims kernelInputCounts */
                kernelInputCounts?: (number[]|null);

                /** Claims kernelInputs */
                kernelInputs?: (number[]|null);

                /** Claims kernelOutputCounts */
                kernelOutputCounts?: (number[]|null);

                /** Claims kernelOutputs */
                kernelOutputs?: (number[]|null);

                /** Claims tile */
                tile?: (number[]|null);

                /** Claims source */
                source?: (number[]|null);

                /** Claims destination */
                destination?: (number[]|null);

                /** Claims input */
                input?: (number[]|null);

                /** Claims output */
                output?: (number[]|null);

                /** Claims flags */
                flags?: (number[]|null);

                /** Claims calibration */
                calibration?: (number[]|null);

                /** Claims scaleChecksums */
                scaleChecksums?: (Uint8Array|null);

                /** Claims biasChecksums */
                biasChecksums?: (Uint8Array|null);

                /** Claims patterns */
                patterns?: (onnc.program.AddressPattern.$Properties[]|null);

                /** Claims tileChecksums */
                tileChecksums?: (Uint8Array|null);

                /** Claims imprintTile */
                imprintTile?: (number[]|null);

                /** Claims imprintSource */
                imprintSource?: (number[]|null);

                /** Claims imprintPattern */
                imprintPattern?: (number[]|null);

                /** Claims constantTile */
                constantTile?: (number[]|null);

                /** Claims constantTensor */
                constantTensor?: (number[]|null);

                /** Claims compactSource */
                compactSource?: (number[]|null);

                /** Claims compactPattern */
                compactPattern?: (number[]|null);

                /** Claims compactValues */
                compactValues?: (number[]|null);

                /** Claims compactIndices */
                compactIndices?: (number[]|null);

                /** Claims indices */
                indices?: (number[]|null);

                /** Claims gain */
                gain?: (number[]|null);

                /** Claims inScaleChecksums */
                inScaleChecksums?: (Uint8Array|null);

                /** Claims firstOutput */
                firstOutput?: (number[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Claims. */
            type $Shape = onnc.program.Claims.$Properties;
        }

        /**
         * Properties of a Link.
         * @deprecated Use onnc.program.Link.$Properties instead.
         */
        interface ILink extends onnc.program.Link.$Properties {
        }

        /** Represents a Link. */
        class Link {

            /**
             * Constructs a new Link.
             * @param [properties] Properties to set
             */
            constructor(properties?: onnc.program.Link.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Link chip. */
            chip: string;

            /** Link bits. */
            bits: number;

            /** Link tile. */
            tile: number[];

            /** Link bank. */
            bank: number[];

            /** Link codes. */
            codes: Uint8Array;

            /** Link residuals. */
            residuals: Uint8Array;

            /** Link placed. */
            placed: number[];

            /** Link rows. */
            rows: number[];

            /** Link columns. */
            columns: number[];

            /**
             * Encodes the specified Link message. Does not implicitly {@link onnc.program.Link.verify|verify} messages.
             * @param message Link message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: onnc.program.Link.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Link message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {onnc.program.Link & onnc.program.Link.$Shape} Link
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): onnc.program.Link & onnc.program.Link.$Shape;
        }

        namespace Link {

            /** Properties of a Link. */
            interface $Properties {

                /** Link chip */
                chip?: (string|null);

                /** Link bits */
                bits?: (number|null);

                /** Link tile */
                tile?: (number[]|null);

                /** Link bank */
                bank?: (number[]|null);

                /** Link codes */
                codes?: (Uint8Array|null);

                /** Link residuals */
                residuals?: (Uint8Array|null);

                /** Link placed */
                placed?: (number[]|null);

                /** Link rows */
                rows?: (number[]|null);

                /** Link columns */
                columns?: (number[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Link. */
            type $Shape = onnc.program.Link.$Properties;
        }

        /**
         * Properties of a Ranges.
         * @deprecated Use onnc.program.Ranges.$Properties instead.
         */
        interface IRanges extends onnc.program.Ranges.$Properties {
        }

        /** Represents a Ranges. */
        class Ranges {

            /**
             * Constructs a new Ranges.
             * @param [properties] Properties to set
             */
            constructor(properties?: onnc.program.Ranges.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Ranges use. */
            use: number[];

            /** Ranges inputs. */
            inputs: Uint8Array;

            /** Ranges planes. */
            planes: number[];

            /** Ranges sums. */
            sums: Uint8Array;

            /**
             * Encodes the specified Ranges message. Does not implicitly {@link onnc.program.Ranges.verify|verify} messages.
             * @param message Ranges message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: onnc.program.Ranges.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Ranges message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {onnc.program.Ranges & onnc.program.Ranges.$Shape} Ranges
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): onnc.program.Ranges & onnc.program.Ranges.$Shape;
        }

        namespace Ranges {

            /** Properties of a Ranges. */
            interface $Properties {

                /** Ranges use */
                use?: (number[]|null);

                /** Ranges inputs */
                inputs?: (Uint8Array|null);

                /** Ranges planes */
                planes?: (number[]|null);

                /** Ranges sums */
                sums?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Ranges. */
            type $Shape = onnc.program.Ranges.$Properties;
        }
    }
}
