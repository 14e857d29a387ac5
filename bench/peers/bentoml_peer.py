"""BentoML: a worker process for every core."""

import os
import sys
from pathlib import Path
from typing import Annotated

import bentoml
from preparation import Model, cores


@bentoml.service(workers=cores(), threads=int(os.environ.get("PEER_THREADS", "2")), traffic={"timeout": 60})
class Pictures:
    def __init__(self):
        self.model = Model(os.environ["PEER_MODEL"])

    @bentoml.api(route="/classify")
    def classify(self, picture: Annotated[Path, bentoml.validators.ContentType("image/jpeg")]) -> dict:
        return self.model(picture.read_bytes())


if __name__ == "__main__":
    os.environ["PEER_MODEL"] = sys.argv[1]
    os.environ["BENTOML_DO_NOT_TRACK"] = "true"
    folder = os.path.dirname(os.path.abspath(__file__))
    arguments = ["serve", "bentoml_peer:Pictures", "--host", "127.0.0.1", "--port", sys.argv[2], "--working-dir", folder]
    os.execv(sys.executable, [sys.executable, "-m", "bentoml", *arguments])
