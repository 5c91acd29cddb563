/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import $protobuf from "protobufjs/minimal.js";

const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError;

const $root = $protobuf.roots["onnc-program"] || ($protobuf.roots["onnc-program"] = {});

export const onnc = $root.onnc = (() => {

    const onnc = {};

    onnc.program = (function() {

        const program = {};

        program.Program = (function() {

            const Program = function (properties) {
                this.tiles = [];
                this.patterns = [];
                this.kernels = [];
                this.buffers = [];
                this.inputs = [];
                this.outputs = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Program.prototype.target = null;
            Program.prototype.instructions = $util.newBuffer([]);
            Program.prototype.tiles = $util.emptyArray;
            Program.prototype.uses = null;
            Program.prototype.patterns = $util.emptyArray;
            Program.prototype.kernels = $util.emptyArray;
            Program.prototype.buffers = $util.emptyArray;
            Program.prototype.inputs = $util.emptyArray;
            Program.prototype.outputs = $util.emptyArray;
            Program.prototype.sourceMap = null;
            Program.prototype.claims = null;
            Program.prototype.link = null;
            Program.prototype.ranges = null;
            Program.prototype.bankQueues = false;

            Program.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.target != null && $Object.hasOwnProperty.call(message, "target"))
                    $root.onnc.program.Target.encode(message.target, writer.uint32(10).fork(), _depth + 1).ldelim();
                if (message.instructions != null && $Object.hasOwnProperty.call(message, "instructions") && message.instructions.length)
                    writer.uint32(18).bytes(message.instructions);
                if (message.tiles != null && message.tiles.length)
                    for (let i = 0; i < message.tiles.length; ++i)
                        $root.onnc.program.Tiles.encode(message.tiles[i], writer.uint32(26).fork(), _depth + 1).ldelim();
                if (message.uses != null && $Object.hasOwnProperty.call(message, "uses"))
                    $root.onnc.program.Uses.encode(message.uses, writer.uint32(34).fork(), _depth + 1).ldelim();
                if (message.patterns != null && message.patterns.length)
                    for (let i = 0; i < message.patterns.length; ++i)
                        $root.onnc.program.AddressPattern.encode(message.patterns[i], writer.uint32(42).fork(), _depth + 1).ldelim();
                if (message.kernels != null && message.kernels.length)
                    for (let i = 0; i < message.kernels.length; ++i)
                        $root.onnc.program.Kernel.encode(message.kernels[i], writer.uint32(50).fork(), _depth + 1).ldelim();
                if (message.buffers != null && message.buffers.length)
                    for (let i = 0; i < message.buffers.length; ++i)
                        $root.onnc.program.ProgramBuffer.encode(message.buffers[i], writer.uint32(58).fork(), _depth + 1).ldelim();
                if (message.inputs != null && message.inputs.length)
                    for (let i = 0; i < message.inputs.length; ++i)
                        $root.onnc.program.Binding.encode(message.inputs[i], writer.uint32(66).fork(), _depth + 1).ldelim();
                if (message.outputs != null && message.outputs.length)
                    for (let i = 0; i < message.outputs.length; ++i)
                        $root.onnc.program.Binding.encode(message.outputs[i], writer.uint32(74).fork(), _depth + 1).ldelim();
                if (message.sourceMap != null && $Object.hasOwnProperty.call(message, "sourceMap"))
                    $root.onnc.program.SourceMap.encode(message.sourceMap, writer.uint32(82).fork(), _depth + 1).ldelim();
                if (message.claims != null && $Object.hasOwnProperty.call(message, "claims"))
                    $root.onnc.program.Claims.encode(message.claims, writer.uint32(90).fork(), _depth + 1).ldelim();
                if (message.link != null && $Object.hasOwnProperty.call(message, "link"))
                    $root.onnc.program.Link.encode(message.link, writer.uint32(98).fork(), _depth + 1).ldelim();
                if (message.ranges != null && $Object.hasOwnProperty.call(message, "ranges"))
                    $root.onnc.program.Ranges.encode(message.ranges, writer.uint32(106).fork(), _depth + 1).ldelim();
                if (message.bankQueues != null && $Object.hasOwnProperty.call(message, "bankQueues") && message.bankQueues !== false)
                    writer.uint32(112).bool(message.bankQueues);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Program.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.onnc.program.Program();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.target = $root.onnc.program.Target.decode(reader, reader.size(), $undefined, _depth + 1, message.target);
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.instructions = value;
                            else
                                delete message.instructions;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if (!(message.tiles && message.tiles.length))
                                message.tiles = [];
                            message.tiles.push($root.onnc.program.Tiles.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            message.uses = $root.onnc.program.Uses.decode(reader, reader.size(), $undefined, _depth + 1, message.uses);
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if (!(message.patterns && message.patterns.length))
                                message.patterns = [];
                            message.patterns.push($root.onnc.program.AddressPattern.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if (!(message.kernels && message.kernels.length))
                                message.kernels = [];
                            message.kernels.push($root.onnc.program.Kernel.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            if (!(message.buffers && message.buffers.length))
                                message.buffers = [];
                            message.buffers.push($root.onnc.program.ProgramBuffer.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            if (!(message.inputs && message.inputs.length))
                                message.inputs = [];
                            message.inputs.push($root.onnc.program.Binding.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 9: {
                            if (wireType !== 2)
                                break;
                            if (!(message.outputs && message.outputs.length))
                                message.outputs = [];
                            message.outputs.push($root.onnc.program.Binding.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 10: {
                            if (wireType !== 2)
                                break;
                            message.sourceMap = $root.onnc.program.SourceMap.decode(reader, reader.size(), $undefined, _depth + 1, message.sourceMap);
                            continue;
                        }
                    case 11: {
                            if (wireType !== 2)
                                break;
                            message.claims = $root.onnc.program.Claims.decode(reader, reader.size(), $undefined, _depth + 1, message.claims);
                            continue;
                        }
                    case 12: {
                            if (wireType !== 2)
                                break;
                            message.link = $root.onnc.program.Link.decode(reader, reader.size(), $undefined, _depth + 1, message.link);
                            continue;
                        }
                    case 13: {
                            if (wireType !== 2)
                                break;
                            message.ranges = $root.onnc.program.Ranges.decode(reader, reader.size(), $undefined, _depth + 1, message.ranges);
                            continue;
                        }
                    case 14: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.bankQueues = value;
                            else
                                delete message.bankQueues;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Program;
        })();

        program.Target = (function() {

            const Target = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Target.prototype.name = "";
            Target.prototype.definition = "";

            Target.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                    writer.uint32(10).string(message.name);
                if (message.definition != null && $Object.hasOwnProperty.call(message, "definition") && message.definition !== "")
                    writer.uint32(18).string(message.definition);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Target.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.onnc.program.Target();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.name = value;
                            else
                                delete message.name;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.definition = value;
                            else
                                delete message.definition;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Target;
        })();

        program.Tiles = (function() {

            const Tiles = function (properties) {
                this.rows = [];
                this.columns = [];
                this.levels = [];
                this.hasExact = [];
                this.activations = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Tiles.prototype.rows = $util.emptyArray;
            Tiles.prototype.columns = $util.emptyArray;
            Tiles.prototype.levels = $util.emptyArray;
            Tiles.prototype.steps = $util.newBuffer([]);
            Tiles.prototype.codes = $util.newBuffer([]);
            Tiles.prototype.hasExact = $util.emptyArray;
            Tiles.prototype.exact = $util.newBuffer([]);
            Tiles.prototype.activations = $util.emptyArray;

            Tiles.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.rows != null && message.rows.length)
                    writer.uint32(10).uint32s(message.rows);
                if (message.columns != null && message.columns.length)
                    writer.uint32(18).uint32s(message.columns);
                if (message.levels != null && message.levels.length)
                    writer.uint32(26).uint32s(message.levels);
                if (message.steps != null && $Object.hasOwnProperty.call(message, "steps") && message.steps.length)
                    writer.uint32(34).bytes(message.steps);
                if (message.codes != null && $Object.hasOwnProperty.call(message, "codes") && message.codes.length)
                    writer.uint32(42).bytes(message.codes);
                if (message.hasExact != null && message.hasExact.length)
                    writer.uint32(50).bools(message.hasExact);
                if (message.exact != null && $Object.hasOwnProperty.call(message, "exact") && message.exact.length)
                    writer.uint32(58).bytes(message.exact);
                if (message.activations != null && message.activations.length)
                    writer.uint32(66).uint32s(message.activations);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Tiles.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.onnc.program.Tiles();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType === 2) {
                                if (!(message.rows && message.rows.length))
                                    message.rows = [];
                                reader.uint32s(message.rows);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.rows && message.rows.length))
                                message.rows = [];
                            message.rows.push(reader.uint32());
                            continue;
                        }
                    case 2: {
                            if (wireType === 2) {
                                if (!(message.columns && message.columns.length))
                                    message.columns = [];
                                reader.uint32s(message.columns);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.columns && message.columns.length))
                                message.columns = [];
                            message.columns.push(reader.uint32());
                            continue;
                        }
                    case 3: {
                            if (wireType === 2) {
                                if (!(message.levels && message.levels.length))
                                    message.levels = [];
                                reader.uint32s(message.levels);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.levels && message.levels.length))
                                message.levels = [];
                            message.levels.push(reader.uint32());
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.steps = value;
                            else
                                delete message.steps;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.codes = value;
                            else
                                delete message.codes;
                            continue;
                        }
                    case 6: {
                            if (wireType === 2) {
                                if (!(message.hasExact && message.hasExact.length))
                                    message.hasExact = [];
                                reader.bools(message.hasExact);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.hasExact && message.hasExact.length))
                                message.hasExact = [];
                            message.hasExact.push(reader.bool());
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.exact = value;
                            else
                                delete message.exact;
                            continue;
                        }
                    case 8: {
                            if (wireType === 2) {
                                if (!(message.activations && message.activations.length))
                                    message.activations = [];
                                reader.uint32s(message.activations);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.activations && message.activations.length))
                                message.activations = [];
                            message.activations.push(reader.uint32());
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Tiles;
        })();

        program.Uses = (function() {

            const Uses = function (properties) {
                this.tile = [];
                this.hasBias = [];
                this.transposed = [];
                this.gain = [];
                this.hasInScale = [];
                this.firstOutput = [];
                this.outputs = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Uses.prototype.tile = $util.emptyArray;
            Uses.prototype.outScale = $util.newBuffer([]);
            Uses.prototype.hasBias = $util.emptyArray;
            Uses.prototype.bias = $util.newBuffer([]);
            Uses.prototype.transposed = $util.emptyArray;
            Uses.prototype.gain = $util.emptyArray;
            Uses.prototype.hasInScale = $util.emptyArray;
            Uses.prototype.inScale = $util.newBuffer([]);
            Uses.prototype.firstOutput = $util.emptyArray;
            Uses.prototype.outputs = $util.emptyArray;

            Uses.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.tile != null && message.tile.length)
                    writer.uint32(10).uint32s(message.tile);
                if (message.outScale != null && $Object.hasOwnProperty.call(message, "outScale") && message.outScale.length)
                    writer.uint32(18).bytes(message.outScale);
                if (message.hasBias != null && message.hasBias.length)
                    writer.uint32(26).bools(message.hasBias);
                if (message.bias != null && $Object.hasOwnProperty.call(message, "bias") && message.bias.length)
                    writer.uint32(34).bytes(message.bias);
                if (message.transposed != null && message.transposed.length)
                    writer.uint32(42).bools(message.transposed);
                if (message.gain != null && message.gain.length)
                    writer.uint32(50).floats(message.gain);
                if (message.hasInScale != null && message.hasInScale.length)
                    writer.uint32(58).bools(message.hasInScale);
                if (message.inScale != null && $Object.hasOwnProperty.call(message, "inScale") && message.inScale.length)
                    writer.uint32(66).bytes(message.inScale);
                if (message.firstOutput != null && message.firstOutput.length)
                    writer.uint32(74).uint32s(message.firstOutput);
                if (message.outputs != null && message.outputs.length)
                    writer.uint32(82).uint32s(message.outputs);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Uses.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.onnc.program.Uses();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType === 2) {
                                if (!(message.tile && message.tile.length))
                                    message.tile = [];
                                reader.uint32s(message.tile);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.tile && message.tile.length))
                                message.tile = [];
                            message.tile.push(reader.uint32());
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.outScale = value;
                            else
                                delete message.outScale;
                            continue;
                        }
                    case 3: {
                            if (wireType === 2) {
                                if (!(message.hasBias && message.hasBias.length))
                                    message.hasBias = [];
                                reader.bools(message.hasBias);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.hasBias && message.hasBias.length))
                                message.hasBias = [];
                            message.hasBias.push(reader.bool());
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.bias = value;
                            else
                                delete message.bias;
                            continue;
                        }
                    case 5: {
                            if (wireType === 2) {
                                if (!(message.transposed && message.transposed.length))
                                    message.transposed = [];
                                reader.bools(message.transposed);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.transposed && message.transposed.length))
                                message.transposed = [];
                            message.transposed.push(reader.bool());
                            continue;
                        }
                    case 6: {
                            if (wireType === 2) {
                                if (!(message.gain && message.gain.length))
                                    message.gain = [];
                                reader.floats(message.gain);
                                continue;
                            }
                            if (wireType !== 5)
                                break;
                            if (!(message.gain && message.gain.length))
                                message.gain = [];
                            message.gain.push(reader.float());
                            continue;
                        }
                    case 7: {
                            if (wireType === 2) {
                                if (!(message.hasInScale && message.hasInScale.length))
                                    message.hasInScale = [];
                                reader.bools(message.hasInScale);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.hasInScale && message.hasInScale.length))
                                message.hasInScale = [];
                            message.hasInScale.push(reader.bool());
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.inScale = value;
                            else
                                delete message.inScale;
                            continue;
                        }
                    case 9: {
                            if (wireType === 2) {
                                if (!(message.firstOutput && message.firstOutput.length))
                                    message.firstOutput = [];
                                reader.uint32s(message.firstOutput);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.firstOutput && message.firstOutput.length))
                                message.firstOutput = [];
                            message.firstOutput.push(reader.uint32());
                            continue;
                        }
                    case 10: {
                            if (wireType === 2) {
                                if (!(message.outputs && message.outputs.length))
                                    message.outputs = [];
                                reader.uint32s(message.outputs);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.outputs && message.outputs.length))
                                message.outputs = [];
                            message.outputs.push(reader.uint32());
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Uses;
        })();

        program.AddressPattern = (function() {

            const AddressPattern = function (properties) {
                this.positionCounts = [];
                this.positionStrides = [];
                this.elementCounts = [];
                this.elementStrides = [];
                this.guards = [];
                this.list = [];
                this.select = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            AddressPattern.prototype.buffer = 0;
            AddressPattern.prototype.offset = 0;
            AddressPattern.prototype.positionCounts = $util.emptyArray;
            AddressPattern.prototype.positionStrides = $util.emptyArray;
            AddressPattern.prototype.elementCounts = $util.emptyArray;
            AddressPattern.prototype.elementStrides = $util.emptyArray;
            AddressPattern.prototype.first = 0;
            AddressPattern.prototype.count = 0;
            AddressPattern.prototype.guards = $util.emptyArray;
            AddressPattern.prototype.list = $util.emptyArray;
            AddressPattern.prototype.select = $util.emptyArray;
            AddressPattern.prototype.indices = 0;

            AddressPattern.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.buffer != null && $Object.hasOwnProperty.call(message, "buffer") && message.buffer !== 0)
                    writer.uint32(8).uint32(message.buffer);
                if (message.offset != null && $Object.hasOwnProperty.call(message, "offset") && message.offset !== 0)
                    writer.uint32(16).sint32(message.offset);
                if (message.positionCounts != null && message.positionCounts.length)
                    writer.uint32(26).uint32s(message.positionCounts);
                if (message.positionStrides != null && message.positionStrides.length)
                    writer.uint32(34).sint32s(message.positionStrides);
                if (message.elementCounts != null && message.elementCounts.length)
                    writer.uint32(42).uint32s(message.elementCounts);
                if (message.elementStrides != null && message.elementStrides.length)
                    writer.uint32(50).sint32s(message.elementStrides);
                if (message.first != null && $Object.hasOwnProperty.call(message, "first") && message.first !== 0)
                    writer.uint32(56).uint32(message.first);
                if (message.count != null && $Object.hasOwnProperty.call(message, "count") && message.count !== 0)
                    writer.uint32(64).uint32(message.count);
                if (message.guards != null && message.guards.length)
                    for (let i = 0; i < message.guards.length; ++i)
                        $root.onnc.program.Guard.encode(message.guards[i], writer.uint32(74).fork(), _depth + 1).ldelim();
                if (message.list != null && message.list.length)
                    writer.uint32(82).sint32s(message.list);
                if (message.select != null && message.select.length)
                    writer.uint32(90).uint32s(message.select);
                if (message.indices != null && $Object.hasOwnProperty.call(message, "indices") && message.indices !== 0)
                    writer.uint32(96).uint32(message.indices);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            AddressPattern.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.onnc.program.AddressPattern();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.buffer = value;
                            else
                                delete message.buffer;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.sint32())
                                message.offset = value;
                            else
                                delete message.offset;
                            continue;
                        }
                    case 3: {
                            if (wireType === 2) {
                                if (!(message.positionCounts && message.positionCounts.length))
                                    message.positionCounts = [];
                                reader.uint32s(message.positionCounts);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.positionCounts && message.positionCounts.length))
                                message.positionCounts = [];
                            message.positionCounts.push(reader.uint32());
                            continue;
                        }
                    case 4: {
                            if (wireType === 2) {
                                if (!(message.positionStrides && message.positionStrides.length))
                                    message.positionStrides = [];
                                reader.sint32s(message.positionStrides);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.positionStrides && message.positionStrides.length))
                                message.positionStrides = [];
                            message.positionStrides.push(reader.sint32());
                            continue;
                        }
                    case 5: {
                            if (wireType === 2) {
                                if (!(message.elementCounts && message.elementCounts.length))
                                    message.elementCounts = [];
                                reader.uint32s(message.elementCounts);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.elementCounts && message.elementCounts.length))
                                message.elementCounts = [];
                            message.elementCounts.push(reader.uint32());
                            continue;
                        }
                    case 6: {
                            if (wireType === 2) {
                                if (!(message.elementStrides && message.elementStrides.length))
                                    message.elementStrides = [];
                                reader.sint32s(message.elementStrides);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.elementStrides && message.elementStrides.length))
                                message.elementStrides = [];
                            message.elementStrides.push(reader.sint32());
                            continue;
                        }
                    case 7: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.first = value;
                            else
                                delete message.first;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.count = value;
                            else
                                delete message.count;
                            continue;
                        }
                    case 9: {
                            if (wireType !== 2)
                                break;
                            if (!(message.guards && message.guards.length))
                                message.guards = [];
                            message.guards.push($root.onnc.program.Guard.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 10: {
                            if (wireType === 2) {
                                if (!(message.list && message.list.length))
                                    message.list = [];
                                reader.sint32s(message.list);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.list && message.list.length))
                                message.list = [];
                            message.list.push(reader.sint32());
                            continue;
                        }
                    case 11: {
                            if (wireType === 2) {
                                if (!(message.select && message.select.length))
                                    message.select = [];
                                reader.uint32s(message.select);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.select && message.select.length))
                                message.select = [];
                            message.select.push(reader.uint32());
                            continue;
                        }
                    case 12: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.indices = value;
                            else
                                delete message.indices;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return AddressPattern;
        })();

        program.Guard = (function() {

            const Guard = function (properties) {
                this.positionCoefficients = [];
                this.elementCoefficients = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Guard.prototype.start = 0;
            Guard.prototype.extent = 0;
            Guard.prototype.positionCoefficients = $util.emptyArray;
            Guard.prototype.elementCoefficients = $util.emptyArray;

            Guard.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.start != null && $Object.hasOwnProperty.call(message, "start") && message.start !== 0)
                    writer.uint32(8).sint32(message.start);
                if (message.extent != null && $Object.hasOwnProperty.call(message, "extent") && message.extent !== 0)
                    writer.uint32(16).uint32(message.extent);
                if (message.positionCoefficients != null && message.positionCoefficients.length)
                    writer.uint32(26).sint32s(message.positionCoefficients);
                if (message.elementCoefficients != null && message.elementCoefficients.length)
                    writer.uint32(34).sint32s(message.elementCoefficients);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Guard.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.onnc.program.Guard();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.sint32())
                                message.start = value;
                            else
                                delete message.start;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.extent = value;
                            else
                                delete message.extent;
                            continue;
                        }
                    case 3: {
                            if (wireType === 2) {
                                if (!(message.positionCoefficients && message.positionCoefficients.length))
                                    message.positionCoefficients = [];
                                reader.sint32s(message.positionCoefficients);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.positionCoefficients && message.positionCoefficients.length))
                                message.positionCoefficients = [];
                            message.positionCoefficients.push(reader.sint32());
                            continue;
                        }
                    case 4: {
                            if (wireType === 2) {
                                if (!(message.elementCoefficients && message.elementCoefficients.length))
                                    message.elementCoefficients = [];
                                reader.sint32s(message.elementCoefficients);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.elementCoefficients && message.elementCoefficients.length))
                                message.elementCoefficients = [];
                            message.elementCoefficients.push(reader.sint32());
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Guard;
        })();

        program.Kernel = (function() {

            const Kernel = function (properties) {
                this.inputs = [];
                this.outputs = [];
                this.work = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Kernel.prototype.name = "";
            Kernel.prototype.model = $util.newBuffer([]);
            Kernel.prototype.inputs = $util.emptyArray;
            Kernel.prototype.outputs = $util.emptyArray;
            Kernel.prototype.work = $util.emptyArray;

            Kernel.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                    writer.uint32(10).string(message.name);
                if (message.model != null && $Object.hasOwnProperty.call(message, "model") && message.model.length)
                    writer.uint32(18).bytes(message.model);
                if (message.inputs != null && message.inputs.length)
                    for (let i = 0; i < message.inputs.length; ++i)
                        $root.onnc.program.Binding.encode(message.inputs[i], writer.uint32(26).fork(), _depth + 1).ldelim();
                if (message.outputs != null && message.outputs.length)
                    for (let i = 0; i < message.outputs.length; ++i)
                        $root.onnc.program.Binding.encode(message.outputs[i], writer.uint32(34).fork(), _depth + 1).ldelim();
                if (message.work != null && message.work.length)
                    for (let i = 0; i < message.work.length; ++i)
                        $root.onnc.program.Work.encode(message.work[i], writer.uint32(42).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Kernel.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.onnc.program.Kernel();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.name = value;
                            else
                                delete message.name;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.model = value;
                            else
                                delete message.model;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if (!(message.inputs && message.inputs.length))
                                message.inputs = [];
                            message.inputs.push($root.onnc.program.Binding.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if (!(message.outputs && message.outputs.length))
                                message.outputs = [];
                            message.outputs.push($root.onnc.program.Binding.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if (!(message.work && message.work.length))
                                message.work = [];
                            message.work.push($root.onnc.program.Work.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Kernel;
        })();

        program.WorkKind = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "WORK_KIND_UNSPECIFIED"] = 0;
            values[valuesById[1] = "WORK_KIND_ADD"] = 1;
            values[valuesById[2] = "WORK_KIND_MULTIPLY"] = 2;
            values[valuesById[3] = "WORK_KIND_COMPARE"] = 3;
            values[valuesById[4] = "WORK_KIND_SPECIAL"] = 4;
            values[valuesById[5] = "WORK_KIND_MOVE"] = 5;
            return values;
        })();

        program.Work = (function() {

            const Work = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Work.prototype.kind = 0;
            Work.prototype.operations = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            Work.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.kind != null && $Object.hasOwnProperty.call(message, "kind") && message.kind !== 0)
                    writer.uint32(8).int32(message.kind);
                if (message.operations != null && $Object.hasOwnProperty.call(message, "operations") && (typeof message.operations === "object" ? message.operations.low || message.operations.high : message.operations !== 0))
                    writer.uint32(16).uint64(message.operations);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Work.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.onnc.program.Work();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.kind = value;
                            else
                                delete message.kind;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.operations = value;
                            else
                                delete message.operations;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Work;
        })();

        program.Binding = (function() {

            const Binding = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Binding.prototype.name = "";
            Binding.prototype.buffer = 0;

            Binding.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                    writer.uint32(10).string(message.name);
                if (message.buffer != null && $Object.hasOwnProperty.call(message, "buffer") && message.buffer !== 0)
                    writer.uint32(16).uint32(message.buffer);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Binding.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.onnc.program.Binding();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.name = value;
                            else
                                delete message.name;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.buffer = value;
                            else
                                delete message.buffer;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Binding;
        })();

        program.Memory = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "MEMORY_UNSPECIFIED"] = 0;
            values[valuesById[1] = "MEMORY_ACTIVATION"] = 1;
            values[valuesById[2] = "MEMORY_ECU"] = 2;
            values[valuesById[3] = "MEMORY_WEIGHT"] = 3;
            return values;
        })();

        program.ProgramBuffer = (function() {

            const ProgramBuffer = function (properties) {
                this.shape = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            ProgramBuffer.prototype.name = "";
            ProgramBuffer.prototype.elementType = 0;
            ProgramBuffer.prototype.shape = $util.emptyArray;
            ProgramBuffer.prototype.memory = 0;
            ProgramBuffer.prototype.address = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
            ProgramBuffer.prototype.unranked = false;
            ProgramBuffer.prototype.tile = 0;

            ProgramBuffer.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                    writer.uint32(10).string(message.name);
                if (message.elementType != null && $Object.hasOwnProperty.call(message, "elementType") && message.elementType !== 0)
                    writer.uint32(16).uint32(message.elementType);
                if (message.shape != null && message.shape.length)
                    writer.uint32(26).int64s(message.shape);
                if (message.memory != null && $Object.hasOwnProperty.call(message, "memory") && message.memory !== 0)
                    writer.uint32(32).int32(message.memory);
                if (message.address != null && $Object.hasOwnProperty.call(message, "address") && (typeof message.address === "object" ? message.address.low || message.address.high : message.address !== 0))
                    writer.uint32(40).uint64(message.address);
                if (message.unranked != null && $Object.hasOwnProperty.call(message, "unranked") && message.unranked !== false)
                    writer.uint32(48).bool(message.unranked);
                if (message.tile != null && $Object.hasOwnProperty.call(message, "tile") && message.tile !== 0)
                    writer.uint32(56).uint32(message.tile);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            ProgramBuffer.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.onnc.program.ProgramBuffer();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.name = value;
                            else
                                delete message.name;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.elementType = value;
                            else
                                delete message.elementType;
                            continue;
                        }
                    case 3: {
                            if (wireType === 2) {
                                if (!(message.shape && message.shape.length))
                                    message.shape = [];
                                reader.int64s(message.shape);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.shape && message.shape.length))
                                message.shape = [];
                            message.shape.push(reader.int64());
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.memory = value;
                            else
                                delete message.memory;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.address = value;
                            else
                                delete message.address;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.unranked = value;
                            else
                                delete message.unranked;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.tile = value;
                            else
                                delete message.tile;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return ProgramBuffer;
        })();

        program.SourceMap = (function() {

            const SourceMap = function (properties) {
                this.names = [];
                this.first = [];
                this.count = [];
                this.op = [];
                this.node = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            SourceMap.prototype.names = $util.emptyArray;
            SourceMap.prototype.first = $util.emptyArray;
            SourceMap.prototype.count = $util.emptyArray;
            SourceMap.prototype.op = $util.emptyArray;
            SourceMap.prototype.node = $util.emptyArray;

            SourceMap.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.names != null && message.names.length)
                    for (let i = 0; i < message.names.length; ++i)
                        writer.uint32(10).string(message.names[i]);
                if (message.first != null && message.first.length)
                    writer.uint32(18).uint32s(message.first);
                if (message.count != null && message.count.length)
                    writer.uint32(26).uint32s(message.count);
                if (message.op != null && message.op.length)
                    writer.uint32(34).uint32s(message.op);
                if (message.node != null && message.node.length)
                    writer.uint32(42).uint32s(message.node);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            SourceMap.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.onnc.program.SourceMap();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if (!(message.names && message.names.length))
                                message.names = [];
                            message.names.push(reader.stringVerify());
                            continue;
                        }
                    case 2: {
                            if (wireType === 2) {
                                if (!(message.first && message.first.length))
                                    message.first = [];
                                reader.uint32s(message.first);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.first && message.first.length))
                                message.first = [];
                            message.first.push(reader.uint32());
                            continue;
                        }
                    case 3: {
                            if (wireType === 2) {
                                if (!(message.count && message.count.length))
                                    message.count = [];
                                reader.uint32s(message.count);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.count && message.count.length))
                                message.count = [];
                            message.count.push(reader.uint32());
                            continue;
                        }
                    case 4: {
                            if (wireType === 2) {
                                if (!(message.op && message.op.length))
                                    message.op = [];
                                reader.uint32s(message.op);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.op && message.op.length))
                                message.op = [];
                            message.op.push(reader.uint32());
                            continue;
                        }
                    case 5: {
                            if (wireType === 2) {
                                if (!(message.node && message.node.length))
                                    message.node = [];
                                reader.uint32s(message.node);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.node && message.node.length))
                                message.node = [];
                            message.node.push(reader.uint32());
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return SourceMap;
        })();

        program.Claims = (function() {

            const Claims = function (properties) {
                this.inputs = [];
                this.outputs = [];
                this.kernelInputCounts = [];
                this.kernelInputs = [];
                this.kernelOutputCounts = [];
                this.kernelOutputs = [];
                this.tile = [];
                this.source = [];
                this.destination = [];
                this.input = [];
                this.output = [];
                this.flags = [];
                this.calibration = [];
                this.patterns = [];
                this.imprintTile = [];
                this.imprintSource = [];
                this.imprintPattern = [];
                this.constantTile = [];
                this.constantTensor = [];
                this.compactSource = [];
                this.compactPattern = [];
                this.compactValues = [];
                this.compactIndices = [];
                this.indices = [];
                this.gain = [];
                this.firstOutput = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Claims.prototype.tensors = 0;
            Claims.prototype.inputs = $util.emptyArray;
            Claims.prototype.outputs = $util.emptyArray;
            Claims.prototype.kernelInputCounts = $util.emptyArray;
            Claims.prototype.kernelInputs = $util.emptyArray;
            Claims.prototype.kernelOutputCounts = $util.emptyArray;
            Claims.prototype.kernelOutputs = $util.emptyArray;
            Claims.prototype.tile = $util.emptyArray;
            Claims.prototype.source = $util.emptyArray;
            Claims.prototype.destination = $util.emptyArray;
            Claims.prototype.input = $util.emptyArray;
            Claims.prototype.output = $util.emptyArray;
            Claims.prototype.flags = $util.emptyArray;
            Claims.prototype.calibration = $util.emptyArray;
            Claims.prototype.scaleChecksums = $util.newBuffer([]);
            Claims.prototype.biasChecksums = $util.newBuffer([]);
            Claims.prototype.patterns = $util.emptyArray;
            Claims.prototype.tileChecksums = $util.newBuffer([]);
            Claims.prototype.imprintTile = $util.emptyArray;
            Claims.prototype.imprintSource = $util.emptyArray;
            Claims.prototype.imprintPattern = $util.emptyArray;
            Claims.prototype.constantTile = $util.emptyArray;
            Claims.prototype.constantTensor = $util.emptyArray;
            Claims.prototype.compactSource = $util.emptyArray;
            Claims.prototype.compactPattern = $util.emptyArray;
            Claims.prototype.compactValues = $util.emptyArray;
            Claims.prototype.compactIndices = $util.emptyArray;
            Claims.prototype.indices = $util.emptyArray;
            Claims.prototype.gain = $util.emptyArray;
            Claims.prototype.inScaleChecksums = $util.newBuffer([]);
            Claims.prototype.firstOutput = $util.emptyArray;

            Claims.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.tensors != null && $Object.hasOwnProperty.call(message, "tensors") && message.tensors !== 0)
                    writer.uint32(8).uint32(message.tensors);
                if (message.inputs != null && message.inputs.length)
                    writer.uint32(18).uint32s(message.inputs);
                if (message.outputs != null && message.outputs.length)
                    writer.uint32(26).uint32s(message.outputs);
                if (message.kernelInputCounts != null && message.kernelInputCounts.length)
                    writer.uint32(34).uint32s(message.kernelInputCounts);
                if (message.kernelInputs != null && message.kernelInputs.length)
                    writer.uint32(42).uint32s(message.kernelInputs);
                if (message.kernelOutputCounts != null && message.kernelOutputCounts.length)
                    writer.uint32(50).uint32s(message.kernelOutputCounts);
                if (message.kernelOutputs != null && message.kernelOutputs.length)
                    writer.uint32(58).uint32s(message.kernelOutputs);
                if (message.tile != null && message.tile.length)
                    writer.uint32(66).uint32s(message.tile);
                if (message.source != null && message.source.length)
                    writer.uint32(74).uint32s(message.source);
                if (message.destination != null && message.destination.length)
                    writer.uint32(82).uint32s(message.destination);
                if (message.input != null && message.input.length)
                    writer.uint32(90).uint32s(message.input);
                if (message.output != null && message.output.length)
                    writer.uint32(98).uint32s(message.output);
                if (message.flags != null && message.flags.length)
                    writer.uint32(106).uint32s(message.flags);
                if (message.calibration != null && message.calibration.length)
                    writer.uint32(114).uint32s(message.calibration);
                if (message.scaleChecksums != null && $Object.hasOwnProperty.call(message, "scaleChecksums") && message.scaleChecksums.length)
                    writer.uint32(122).bytes(message.scaleChecksums);
                if (message.biasChecksums != null && $Object.hasOwnProperty.call(message, "biasChecksums") && message.biasChecksums.length)
                    writer.uint32(130).bytes(message.biasChecksums);
                if (message.patterns != null && message.patterns.length)
                    for (let i = 0; i < message.patterns.length; ++i)
                        $root.onnc.program.AddressPattern.encode(message.patterns[i], writer.uint32(138).fork(), _depth + 1).ldelim();
                if (message.tileChecksums != null && $Object.hasOwnProperty.call(message, "tileChecksums") && message.tileChecksums.length)
                    writer.uint32(146).bytes(message.tileChecksums);
                if (message.imprintTile != null && message.imprintTile.length)
                    writer.uint32(154).uint32s(message.imprintTile);
                if (message.imprintSource != null && message.imprintSource.length)
                    writer.uint32(162).uint32s(message.imprintSource);
                if (message.imprintPattern != null && message.imprintPattern.length)
                    writer.uint32(170).uint32s(message.imprintPattern);
                if (message.constantTile != null && message.constantTile.length)
                    writer.uint32(178).uint32s(message.constantTile);
                if (message.constantTensor != null && message.constantTensor.length)
                    writer.uint32(186).uint32s(message.constantTensor);
                if (message.compactSource != null && message.compactSource.length)
                    writer.uint32(194).uint32s(message.compactSource);
                if (message.compactPattern != null && message.compactPattern.length)
                    writer.uint32(202).uint32s(message.compactPattern);
                if (message.compactValues != null && message.compactValues.length)
                    writer.uint32(210).uint32s(message.compactValues);
                if (message.compactIndices != null && message.compactIndices.length)
                    writer.uint32(218).uint32s(message.compactIndices);
                if (message.indices != null && message.indices.length)
                    writer.uint32(226).uint32s(message.indices);
                if (message.gain != null && message.gain.length)
                    writer.uint32(234).floats(message.gain);
                if (message.inScaleChecksums != null && $Object.hasOwnProperty.call(message, "inScaleChecksums") && message.inScaleChecksums.length)
                    writer.uint32(242).bytes(message.inScaleChecksums);
                if (message.firstOutput != null && message.firstOutput.length)
                    writer.uint32(250).uint32s(message.firstOutput);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Claims.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.onnc.program.Claims();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.tensors = value;
                            else
                                delete message.tensors;
                            continue;
                        }
                    case 2: {
                            if (wireType === 2) {
                                if (!(message.inputs && message.inputs.length))
                                    message.inputs = [];
                                reader.uint32s(message.inputs);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.inputs && message.inputs.length))
                                message.inputs = [];
                            message.inputs.push(reader.uint32());
                            continue;
                        }
                    case 3: {
                            if (wireType === 2) {
                                if (!(message.outputs && message.outputs.length))
                                    message.outputs = [];
                                reader.uint32s(message.outputs);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.outputs && message.outputs.length))
                                message.outputs = [];
                            message.outputs.push(reader.uint32());
                            continue;
                        }
                    case 4: {
                            if (wireType === 2) {
                                if (!(message.kernelInputCounts && message.kernelInputCounts.length))
                                    message.kernelInputCounts = [];
                                reader.uint32s(message.kernelInputCounts);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.kernelInputCounts && message.kernelInputCounts.length))
                                message.kernelInputCounts = [];
                            message.kernelInputCounts.push(reader.uint32());
                            continue;
                        }
                    case 5: {
                            if (wireType === 2) {
                                if (!(message.kernelInputs && message.kernelInputs.length))
                                    message.kernelInputs = [];
                                reader.uint32s(message.kernelInputs);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.kernelInputs && message.kernelInputs.length))
                                message.kernelInputs = [];
                            message.kernelInputs.push(reader.uint32());
                            continue;
                        }
                    case 6: {
                            if (wireType === 2) {
                                if (!(message.kernelOutputCounts && message.kernelOutputCounts.length))
                                    message.kernelOutputCounts = [];
                                reader.uint32s(message.kernelOutputCounts);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.kernelOutputCounts && message.kernelOutputCounts.length))
                                message.kernelOutputCounts = [];
                            message.kernelOutputCounts.push(reader.uint32());
                            continue;
                        }
                    case 7: {
                            if (wireType === 2) {
                                if (!(message.kernelOutputs && message.kernelOutputs.length))
                                    message.kernelOutputs = [];
                                reader.uint32s(message.kernelOutputs);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.kernelOutputs && message.kernelOutputs.length))
                                message.kernelOutputs = [];
                            message.kernelOutputs.push(reader.uint32());
                            continue;
                        }
                    case 8: {
                            if (wireType === 2) {
                                if (!(message.tile && message.tile.length))
                                    message.tile = [];
                                reader.uint32s(message.tile);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.tile && message.tile.length))
                                message.tile = [];
                            message.tile.push(reader.uint32());
                            continue;
                        }
                    case 9: {
                            if (wireType === 2) {
                                if (!(message.source && message.source.length))
                                    message.source = [];
                                reader.uint32s(message.source);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.source && message.source.length))
                                message.source = [];
                            message.source.push(reader.uint32());
                            continue;
                        }
                    case 10: {
                            if (wireType === 2) {
                                if (!(message.destination && message.destination.length))
                                    message.destination = [];
                                reader.uint32s(message.destination);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.destination && message.destination.length))
                                message.destination = [];
                            message.destination.push(reader.uint32());
                            continue;
                        }
                    case 11: {
                            if (wireType === 2) {
                                if (!(message.input && message.input.length))
                                    message.input = [];
                                reader.uint32s(message.input);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.input && message.input.length))
                                message.input = [];
                            message.input.push(reader.uint32());
                            continue;
                        }
                    case 12: {
                            if (wireType === 2) {
                                if (!(message.output && message.output.length))
                                    message.output = [];
                                reader.uint32s(message.output);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.output && message.output.length))
                                message.output = [];
                            message.output.push(reader.uint32());
                            continue;
                        }
                    case 13: {
                            if (wireType === 2) {
                                if (!(message.flags && message.flags.length))
                                    message.flags = [];
                                reader.uint32s(message.flags);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.flags && message.flags.length))
                                message.flags = [];
                            message.flags.push(reader.uint32());
                            continue;
                        }
                    case 14: {
                            if (wireType === 2) {
                                if (!(message.calibration && message.calibration.length))
                                    message.calibration = [];
                                reader.uint32s(message.calibration);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.calibration && message.calibration.length))
                                message.calibration = [];
                            message.calibration.push(reader.uint32());
                            continue;
                        }
                    case 15: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.scaleChecksums = value;
                            else
                                delete message.scaleChecksums;
                            continue;
                        }
                    case 16: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.biasChecksums = value;
                            else
                                delete message.biasChecksums;
                            continue;
                        }
                    case 17: {
                            if (wireType !== 2)
                                break;
                            if (!(message.patterns && message.patterns.length))
                                message.patterns = [];
                            message.patterns.push($root.onnc.program.AddressPattern.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 18: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.tileChecksums = value;
                            else
                                delete message.tileChecksums;
                            continue;
                        }
                    case 19: {
                            if (wireType === 2) {
                                if (!(message.imprintTile && message.imprintTile.length))
                                    message.imprintTile = [];
                                reader.uint32s(message.imprintTile);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.imprintTile && message.imprintTile.length))
                                message.imprintTile = [];
                            message.imprintTile.push(reader.uint32());
                            continue;
                        }
                    case 20: {
                            if (wireType === 2) {
                                if (!(message.imprintSource && message.imprintSource.length))
                                    message.imprintSource = [];
                                reader.uint32s(message.imprintSource);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.imprintSource && message.imprintSource.length))
                                message.imprintSource = [];
                            message.imprintSource.push(reader.uint32());
                            continue;
                        }
                    case 21: {
                            if (wireType === 2) {
                                if (!(message.imprintPattern && message.imprintPattern.length))
                                    message.imprintPattern = [];
                                reader.uint32s(message.imprintPattern);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.imprintPattern && message.imprintPattern.length))
                                message.imprintPattern = [];
                            message.imprintPattern.push(reader.uint32());
                            continue;
                        }
                    case 22: {
                            if (wireType === 2) {
                                if (!(message.constantTile && message.constantTile.length))
                                    message.constantTile = [];
                                reader.uint32s(message.constantTile);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.constantTile && message.constantTile.length))
                                message.constantTile = [];
                            message.constantTile.push(reader.uint32());
                            continue;
                        }
                    case 23: {
                            if (wireType === 2) {
                                if (!(message.constantTensor && message.constantTensor.length))
                                    message.constantTensor = [];
                                reader.uint32s(message.constantTensor);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.constantTensor && message.constantTensor.length))
                                message.constantTensor = [];
                            message.constantTensor.push(reader.uint32());
                            continue;
                        }
                    case 24: {
                            if (wireType === 2) {
                                if (!(message.compactSource && message.compactSource.length))
                                    message.compactSource = [];
                                reader.uint32s(message.compactSource);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.compactSource && message.compactSource.length))
                                message.compactSource = [];
                            message.compactSource.push(reader.uint32());
                            continue;
                        }
                    case 25: {
                            if (wireType === 2) {
                                if (!(message.compactPattern && message.compactPattern.length))
                                    message.compactPattern = [];
                                reader.uint32s(message.compactPattern);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.compactPattern && message.compactPattern.length))
                                message.compactPattern = [];
                            message.compactPattern.push(reader.uint32());
                            continue;
                        }
                    case 26: {
                            if (wireType === 2) {
                                if (!(message.compactValues && message.compactValues.length))
                                    message.compactValues = [];
                                reader.uint32s(message.compactValues);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.compactValues && message.compactValues.length))
                                message.compactValues = [];
                            message.compactValues.push(reader.uint32());
                            continue;
                        }
                    case 27: {
                            if (wireType === 2) {
                                if (!(message.compactIndices && message.compactIndices.length))
                                    message.compactIndices = [];
                                reader.uint32s(message.compactIndices);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.compactIndices && message.compactIndices.length))
                                message.compactIndices = [];
                            message.compactIndices.push(reader.uint32());
                            continue;
                        }
                    case 28: {
                            if (wireType === 2) {
                                if (!(message.indices && message.indices.length))
                                    message.indices = [];
                                reader.uint32s(message.indices);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.indices && message.indices.length))
                                message.indices = [];
                            message.indices.push(reader.uint32());
                            continue;
                        }
                    case 29: {
                            if (wireType === 2) {
                                if (!(message.gain && message.gain.length))
                                    message.gain = [];
                                reader.floats(message.gain);
                                continue;
                            }
                            if (wireType !== 5)
                                break;
                            if (!(message.gain && message.gain.length))
                                message.gain = [];
                            message.gain.push(reader.float());
                            continue;
                        }
                    case 30: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.inScaleChecksums = value;
                            else
                                delete message.inScaleChecksums;
                            continue;
                        }
                    case 31: {
                            if (wireType === 2) {
                                if (!(message.firstOutput && message.firstOutput.length))
                                    message.firstOutput = [];
                                reader.uint32s(message.firstOutput);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.firstOutput && message.firstOutput.length))
                                message.firstOutput = [];
                            message.firstOutput.push(reader.uint32());
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Claims;
        })();

        program.Link = (function() {

            const Link = function (properties) {
                this.tile = [];
                this.bank = [];
                this.placed = [];
                this.rows = [];
                this.columns = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Link.prototype.chip = "";
            Link.prototype.bits = 0;
            Link.prototype.tile = $util.emptyArray;
            Link.prototype.bank = $util.emptyArray;
            Link.prototype.codes = $util.newBuffer([]);
            Link.prototype.residuals = $util.newBuffer([]);
            Link.prototype.placed = $util.emptyArray;
            Link.prototype.rows = $util.emptyArray;
            Link.prototype.columns = $util.emptyArray;

            Link.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.chip != null && $Object.hasOwnProperty.call(message, "chip") && message.chip !== "")
                    writer.uint32(10).string(message.chip);
                if (message.bits != null && $Object.hasOwnProperty.call(message, "bits") && message.bits !== 0)
                    writer.uint32(16).uint32(message.bits);
                if (message.tile != null && message.tile.length)
                    writer.uint32(26).uint32s(message.tile);
                if (message.bank != null && message.bank.length)
                    writer.uint32(34).uint32s(message.bank);
                if (message.codes != null && $Object.hasOwnProperty.call(message, "codes") && message.codes.length)
                    writer.uint32(42).bytes(message.codes);
                if (message.residuals != null && $Object.hasOwnProperty.call(message, "residuals") && message.residuals.length)
                    writer.uint32(50).bytes(message.residuals);
                if (message.placed != null && message.placed.length)
                    writer.uint32(58).uint32s(message.placed);
                if (message.rows != null && message.rows.length)
                    writer.uint32(66).uint32s(message.rows);
                if (message.columns != null && message.columns.length)
                    writer.uint32(74).uint32s(message.columns);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Link.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.onnc.program.Link();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.chip = value;
                            else
                                delete message.chip;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.bits = value;
                            else
                                delete message.bits;
                            continue;
                        }
                    case 3: {
                            if (wireType === 2) {
                                if (!(message.tile && message.tile.length))
                                    message.tile = [];
                                reader.uint32s(message.tile);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.tile && message.tile.length))
                                message.tile = [];
                            message.tile.push(reader.uint32());
                            continue;
                        }
                    case 4: {
                            if (wireType === 2) {
                                if (!(message.bank && message.bank.length))
                                    message.bank = [];
                                reader.uint32s(message.bank);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.bank && message.bank.length))
                                message.bank = [];
                            message.bank.push(reader.uint32());
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.codes = value;
                            else
                                delete message.codes;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.residuals = value;
                            else
                                delete message.residuals;
                            continue;
                        }
                    case 7: {
                            if (wireType === 2) {
                                if (!(message.placed && message.placed.length))
                                    message.placed = [];
                                reader.uint32s(message.placed);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.placed && message.placed.length))
                                message.placed = [];
                            message.placed.push(reader.uint32());
                            continue;
                        }
                    case 8: {
                            if (wireType === 2) {
                                if (!(message.rows && message.rows.length))
                                    message.rows = [];
                                reader.uint32s(message.rows);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.rows && message.rows.length))
                                message.rows = [];
                            message.rows.push(reader.uint32());
                            continue;
                        }
                    case 9: {
                            if (wireType === 2) {
                                if (!(message.columns && message.columns.length))
                                    message.columns = [];
                                reader.uint32s(message.columns);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.columns && message.columns.length))
                                message.columns = [];
                            message.columns.push(reader.uint32());
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Link;
        })();

        program.Ranges = (function() {

            const Ranges = function (properties) {
                this.use = [];
                this.planes = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Ranges.prototype.use = $util.emptyArray;
            Ranges.prototype.inputs = $util.newBuffer([]);
            Ranges.prototype.planes = $util.emptyArray;
            Ranges.prototype.sums = $util.newBuffer([]);

            Ranges.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.use != null && message.use.length)
                    writer.uint32(10).uint32s(message.use);
                if (message.inputs != null && $Object.hasOwnProperty.call(message, "inputs") && message.inputs.length)
                    writer.uint32(18).bytes(message.inputs);
                if (message.planes != null && message.planes.length)
                    writer.uint32(26).uint32s(message.planes);
                if (message.sums != null && $Object.hasOwnProperty.call(message, "sums") && message.sums.length)
                    writer.uint32(34).bytes(message.sums);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Ranges.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.onnc.program.Ranges();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType === 2) {
                                if (!(message.use && message.use.length))
                                    message.use = [];
                                reader.uint32s(message.use);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.use && message.use.length))
                                message.use = [];
                            message.use.push(reader.uint32());
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.inputs = value;
                            else
                                delete message.inputs;
                            continue;
                        }
                    case 3: {
                            if (wireType === 2) {
                                if (!(message.planes && message.planes.length))
                                    message.planes = [];
                                reader.uint32s(message.planes);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.planes && message.planes.length))
                                message.planes = [];
                            message.planes.push(reader.uint32());
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.sums = value;
                            else
                                delete message.sums;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Ranges;
        })();

        return program;
    })();

    return onnc;
})();

export {
  $root as default
};
