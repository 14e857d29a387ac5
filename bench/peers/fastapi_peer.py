"""FastAPI on uvicorn: a worker process for every core, the model in a thread, so that the event loop stays free."""

import os
import sys
from contextlib import asynccontextmanager

import anyio.to_thread
import uvicorn
from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from preparation import Model, cores


@asynccontextmanager
async def lifespan(app: FastAPI):
    # More threads at once than this only take the core from each other.
    anyio.to_thread.current_default_thread_limiter().total_tokens = int(os.environ.get("PEER_THREADS", "2"))
    app.state.model = Model(os.environ["PEER_MODEL"])
    yield


app = FastAPI(lifespan=lifespan)


@app.post("/classify")
async def classify(request: Request):
    picture = await request.body()
    return await run_in_threadpool(app.state.model, picture)


if __name__ == "__main__":
    os.environ["PEER_MODEL"] = sys.argv[1]
    uvicorn.run("fastapi_peer:app", host="127.0.0.1", port=int(sys.argv[2]), workers=cores(), access_log=False)
