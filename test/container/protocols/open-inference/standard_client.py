"""Drives a server with NVIDIA's own client library, unmodified; prints OK when all answers are as they should be.

usage: standard_client.py HTTP_ADDRESS GRPC_ADDRESS PICTURE
The server holds the tests' tiny model: its answer to a picture of one colour is known.
"""

import base64
import sys

import numpy as np
import tritonclient.grpc as grpc
import tritonclient.http as http
from tritonclient.utils import InferenceServerException

http_address, grpc_address, picture_file = sys.argv[1:]
picture = open(picture_file, "rb").read()
SIDE = 32
reds = np.zeros((2, SIDE, SIDE, 3), dtype=np.uint8)
reds[..., 0] = 255
expected = np.exp([[10.0, 0, 0]] * 2)
expected /= expected.sum(axis=1, keepdims=True)


def refused(work, *statuses):
    try:
        work()
    except InferenceServerException as error:
        assert str(error.status()) in statuses, (error.status(), error.message())
        return
    raise AssertionError("was not refused")


def drive(api, client, input_options, output_options):
    def infer(array, datatype="UINT8", model="tiny", classes=0, output="scores", **options):
        tensor = api.InferInput("image", list(array.shape), datatype)
        tensor.set_data_from_numpy(array, **input_options)
        wanted = api.InferRequestedOutput(output, class_count=classes, **output_options)
        answer = client.infer(model, [tensor], outputs=[wanted], request_id="42", **options)
        assert "42" in str(answer.get_response())
        return answer.as_numpy(output)

    assert client.is_server_live() and client.is_server_ready() and client.is_model_ready("tiny", "1")
    np.testing.assert_allclose(infer(reds), expected, atol=1e-6)
    np.testing.assert_allclose(infer(reds, model_version="1", priority=1, timeout=5_000_000), expected, atol=1e-6)

    best = infer(reds, classes=2)
    assert best.shape == (2, 2)
    label = best[0][0] if isinstance(best[0][0], str) else best[0][0].decode()
    assert label.startswith("0.9999") and label.endswith(":0:red"), label

    # JSON cannot carry bytes, so a picture travels in it as base64.
    text = input_options.get("binary_data") is False
    encoded = np.array([base64.b64encode(picture) if text else picture] * 2, dtype=np.object_)
    np.testing.assert_allclose(infer(encoded, "BYTES"), expected, atol=1e-3)
    np.testing.assert_allclose(infer(encoded.reshape(2, 1), "BYTES"), expected, atol=1e-3)

    refused(lambda: infer(reds[:, :16]), "400", "StatusCode.INVALID_ARGUMENT")
    refused(lambda: infer(reds.astype(np.float32), "FP32"), "400", "StatusCode.INVALID_ARGUMENT")
    refused(lambda: infer(reds, model="nope"), "404", "StatusCode.NOT_FOUND")
    refused(lambda: infer(reds, output="nope"), "400", "StatusCode.INVALID_ARGUMENT")
    refused(lambda: infer(reds, timeout=1), "504", "StatusCode.DEADLINE_EXCEEDED")
    refused(lambda: client.unload_model("tiny"), "400", "StatusCode.INVALID_ARGUMENT")
    refused(lambda: client.load_model("tiny", config="{}"), "501", "StatusCode.UNIMPLEMENTED")
    refused(lambda: client.update_log_settings({"log_info": False}), "501", "StatusCode.UNIMPLEMENTED")
    assert client.get_log_settings() and client.get_trace_settings()
    return infer


with http.InferenceServerClient(http_address, concurrency=4) as client:
    for binary_in in (True, False):
        for binary_out in (True, False):
            infer = drive(http, client, {"binary_data": binary_in}, {"binary_data": binary_out})
    for algorithm in ("gzip", "deflate"):
        compressed = {"request_compression_algorithm": algorithm, "response_compression_algorithm": algorithm}
        np.testing.assert_allclose(infer(reds, **compressed), expected, atol=1e-6)
    assert client.get_model_metadata("tiny")["inputs"][0]["shape"] == [-1, SIDE, SIDE, 3]
    assert client.get_model_config("tiny")["input"][0]["dims"] == [SIDE, SIDE, 3]
    assert client.get_model_repository_index()[0]["state"] == "READY"
    assert client.get_inference_statistics("tiny")["model_stats"][0]["inference_count"] > 0

with grpc.InferenceServerClient(grpc_address) as client:
    infer = drive(grpc, client, {}, {})
    np.testing.assert_allclose(infer(reds, compression_algorithm="gzip"), expected, atol=1e-6)
    assert list(client.get_model_metadata("tiny").inputs[0].shape) == [-1, SIDE, SIDE, 3]
    assert list(client.get_model_config("tiny").config.input[0].dims) == [SIDE, SIDE, 3]
    assert client.get_model_repository_index().models[0].state == "READY"
    assert client.get_inference_statistics("tiny").model_stats[0].inference_count > 0

print("OK")
