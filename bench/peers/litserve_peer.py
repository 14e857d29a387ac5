"""LitServe: a worker process for every core; batches of one, because CPUs gain nothing by larger ones here."""

import sys

import litserve
from fastapi import UploadFile
from preparation import Model, cores


class PictureApi(litserve.LitAPI):
    def __init__(self, folder: str):
        super().__init__()
        self.folder = folder

    def setup(self, device):
        self.model = Model(self.folder)

    def decode_request(self, request: UploadFile):
        return request.file.read()

    def predict(self, picture):
        return self.model(picture)

    def encode_response(self, output):
        return output


if __name__ == "__main__":
    server = litserve.LitServer(
        PictureApi(sys.argv[1]), accelerator="cpu", workers_per_device=cores(), timeout=60
    )
    server.run(host="127.0.0.1", port=int(sys.argv[2]), generate_client_file=False, log_level="warning")
