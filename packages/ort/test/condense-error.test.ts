import { expect, test } from 'vitest'
import { condenseError } from '../src/condense-error.ts'

const source = '/onnxruntime_src/onnxruntime/core'

test.each([
  [
    `Non-zero status code returned while running Reshape node. Name:'r' Status Message: ${source}/providers/cpu/tensor/reshape_helper.h:45 onnxruntime::ReshapeHelper::ReshapeHelper(const onnxruntime::TensorShape&, onnxruntime::TensorShapeVector&, bool) input_shape_size == size was false. The input tensor cannot be reshaped to the requested shape. Input shape:{2,3}, requested shape:{4}\n`,
    {
      text: 'the input tensor cannot be reshaped to the requested shape. Input shape:{2,3}, requested shape:{4}',
      unsupported: false,
      node: { name: 'r', opType: 'Reshape' },
    },
  ],
  [
    `Exception during initialization: ${source}/providers/cpu/rnn/rnn.h:34 onnxruntime::RNN<T>::RNN(const onnxruntime::OpKernelInfo&) [with T = float] layout_ == 0 was false. Batchwise recurrent operations (layout == 1) are not supported. If you need support create a github issue with justification.\n`,
    { text: 'batchwise recurrent operations (layout == 1) are not supported', unsupported: true },
  ],
  [
    `${source}/graph/model.cc:284 onnxruntime::Model::Model(onnx::ModelProto&&, const std::vector<int>&) [ONNXRuntimeError] : 10 : INVALID_GRAPH : Model local function definitions must not be recursive. Cycle detected: f:F -> f:F\n`,
    { text: 'model local function definitions must not be recursive. Cycle detected: f:F -> f:F', unsupported: false },
  ],
  [
    `${source}/text/normalizer.cc:1 ns::Locale::Locale(const std::string&)::<lambda()> Failed to construct locale`,
    { text: 'failed to construct locale', unsupported: false },
  ],
  [
    'Deserialize tensor w failed.endian_utils.cc:66 CopyLittleEndian source and destination buffer size mismatch',
    { text: 'deserialize tensor w failed. source and destination buffer size mismatch', unsupported: false },
  ],
  [
    "Failed to find kernel for com.acme.Cast(19) (node:'c' ep:'CPUExecutionProvider'). Op with name (c) domain () and type (Cast) kernel is not supported. However the types are incompatible. This op has been implemented only for the following types (tensor(bool),), but the node in the model has the following type (tensor(float4e2m1))\n)",
    {
      text: 'no kernel for Cast of opset 19 on tensor(float4e2m1)',
      unsupported: true,
      lacks: 'kernel',
      node: { name: 'c', opType: 'Cast' },
    },
  ],
  [
    "Non-zero status code returned while running Expand node. Name:'e' Status Message: Failed to allocate memory for requested buffer of size 123456",
    { text: 'it asks for 123456 bytes of memory at once', unsupported: true, node: { name: 'e', opType: 'Expand' } },
  ],
  [
    'This is an invalid model. In Node, ("n", Conv, "", -1) : ("x": tensor(float),) -> ("y": tensor(float),) , Error Mismatched attribute type',
    { text: 'mismatched attribute type', unsupported: false, node: { name: 'n', opType: 'Conv' } },
  ],
  ['', { text: 'no reason given', unsupported: false }],
])('%s', (message, expected) => {
  expect(condenseError(message)).toEqual(expected)
})

test('long texts end in an ellipsis, and hostile ones in bounded time', () => {
  expect(condenseError('x'.repeat(1e7)).text).toBe(`${'x'.repeat(299)}…`)
  expect(condenseError(`In Node, ("`.repeat(1e6)).text).toHaveLength(300)
  expect(condenseError(`/a/b.cc:1 ${'f('.repeat(1e6)}`).text.length).toBeLessThanOrEqual(300)
})
