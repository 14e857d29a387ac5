"""MLServer: a custom runtime in a worker process for every core; pictures as base64 in the JSON of the V2 protocol."""

import json
import os
import sys
import tempfile

from mlserver import MLModel
from mlserver.codecs import Base64Codec
from mlserver.types import InferenceRequest, InferenceResponse, ResponseOutput


class Pictures(MLModel):
    async def load(self) -> bool:
        from preparation import Model

        self.picture_model = Model(self.settings.parameters.uri)
        return True

    async def predict(self, payload: InferenceRequest) -> InferenceResponse:
        picture = Base64Codec.decode_input(payload.inputs[0])[0]
        answer = json.dumps(self.picture_model(picture))
        output = ResponseOutput(name="answer", shape=[1], datatype="BYTES", data=[answer])
        return InferenceResponse(model_name=self.name, outputs=[output])


def write_settings(folder: str, model: str, port: int) -> None:
    from preparation import cores

    server = {
        "host": "127.0.0.1",
        "http_port": port,
        "grpc_port": port + 1,
        "metrics_port": port + 2,
        "parallel_workers": cores(),
        "debug": False,
    }
    runtime = {"name": "pictures", "implementation": "mlserver_peer.Pictures", "parameters": {"uri": model}}
    for name, settings in (("settings.json", server), ("model-settings.json", runtime)):
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            json.dump(settings, file)


if __name__ == "__main__":
    place = tempfile.mkdtemp(prefix="mlserver-peer-")
    write_settings(place, sys.argv[1], int(sys.argv[2]))
    program = os.path.join(os.path.dirname(sys.executable), "mlserver")
    os.execv(program, [program, "start", place])
