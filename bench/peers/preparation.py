"""What every peer shares: the model that model.json describes, fed and read as its own community does it.

Classifiers: Pillow and numpy, the steps of torchvision's presets. Detectors: OpenCV, the steps of Ultralytics.
"""

import io
import json
import os

import numpy as np
import onnxruntime as ort


def cores() -> int:
    return len(os.sched_getaffinity(0))


class Model:
    """One session with one thread and no spinning: a server has as many of them as there are cores."""

    def __init__(self, folder: str, threads: int = 1):
        with open(os.path.join(folder, "model.json"), encoding="utf-8") as file:
            self.manifest = json.load(file)
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self.session = ort.InferenceSession(
            os.path.join(folder, "model.onnx"), options, providers=["CPUExecutionProvider"]
        )
        self.input = self.session.get_inputs()[0].name
        detects = self.manifest.get("task") == "detect"
        self.path = Detection(self.manifest) if detects else Classification(self.manifest)

    def __call__(self, picture: bytes) -> dict:
        tensor, context = self.path.prepare(picture)
        output = self.session.run(None, {self.input: tensor})[0]
        return self.path.answer(output[0], context)


class Classification:
    def __init__(self, manifest: dict):
        from PIL import Image

        self.image = Image
        self.labels = manifest["labels"]
        self.top = manifest["postprocess"]["topK"]
        self.activation = manifest["postprocess"]["activation"]
        preprocess = manifest["preprocess"]
        self.resize, self.crop = preprocess["resize"], preprocess.get("crop")
        self.float = preprocess["type"] == "float32"
        mean = np.array(preprocess.get("mean", [0, 0, 0]), np.float32)
        std = np.array(preprocess.get("std", [1, 1, 1]), np.float32)
        # (value / 255 - mean) / std as one product and one sum.
        self.factor = (1 / (255 * std)).astype(np.float32)
        self.offset = (-mean / std).astype(np.float32)

    def prepare(self, picture: bytes):
        image = self.image.open(io.BytesIO(picture)).convert("RGB")
        image = image.resize(self.size(*image.size), self.image.Resampling.BILINEAR)
        if self.crop:
            left = int(round((image.width - self.crop["width"]) / 2.0))
            top = int(round((image.height - self.crop["height"]) / 2.0))
            image = image.crop((left, top, left + self.crop["width"], top + self.crop["height"]))
        pixels = np.asarray(image)
        if not self.float:
            return pixels[None], None
        tensor = pixels * self.factor + self.offset
        return np.ascontiguousarray(tensor.transpose(2, 0, 1))[None], None

    def size(self, width: int, height: int):
        if self.resize["mode"] == "squash":
            return self.resize["width"], self.resize["height"]
        short = self.resize["size"]
        if width <= height:
            return short, int(short * height / width)
        return int(short * width / height), short

    def answer(self, scores, _context) -> dict:
        if self.activation == "softmax":
            powers = np.exp(scores - scores.max())
            scores = powers / powers.sum()
        best = np.argpartition(scores, -self.top)[-self.top :]
        best = best[np.argsort(scores[best])[::-1]]
        return {"labels": [{"label": self.labels[each], "score": float(scores[each])} for each in best]}


class Detection:
    def __init__(self, manifest: dict):
        import cv2

        # The servers have a process for every core already.
        cv2.setNumThreads(1)
        self.cv2 = cv2
        self.labels = manifest["labels"]
        self.side = manifest["preprocess"]["resize"]["width"]
        self.options = manifest["postprocess"]

    def prepare(self, picture: bytes):
        cv2, side = self.cv2, self.side
        image = cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_COLOR)
        height, width = image.shape[:2]
        ratio = min(side / height, side / width)
        new = round(width * ratio), round(height * ratio)
        if new != (width, height):
            image = cv2.resize(image, new, interpolation=cv2.INTER_LINEAR)
        across, down = (side - new[0]) / 2, (side - new[1]) / 2
        top, left = round(down - 0.1), round(across - 0.1)
        edges = (top, round(down + 0.1), left, round(across + 0.1))
        image = cv2.copyMakeBorder(image, *edges, cv2.BORDER_CONSTANT, value=(114, 114, 114))
        tensor = cv2.dnn.blobFromImage(image, 1 / 255, swapRB=True)
        return tensor, (ratio, left, top)

    def answer(self, output, context) -> dict:
        ratio, left, top = context
        scores = output[4:]
        best = scores.max(0)
        keep = np.flatnonzero(best > self.options["confidence"])
        labels, best = scores[:, keep].argmax(0), best[keep]
        x, y, width, height = output[:4, keep]
        boxes = np.stack([(x - width / 2 - left) / ratio, (y - height / 2 - top) / ratio, width / ratio, height / ratio], 1)
        chosen = self.cv2.dnn.NMSBoxesBatched(
            boxes.tolist(), best.tolist(), labels.tolist(), self.options["confidence"], self.options["iou"]
        )
        found = [
            {"label": self.labels[labels[each]], "score": float(best[each]), "box": [float(value) for value in boxes[each]]}
            for each in chosen[: self.options["maxDetections"]]
        ]
        return {"labels": [{"label": box["label"], "score": box["score"]} for box in found[:5]], "boxes": found}
