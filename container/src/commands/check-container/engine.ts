/** What an image says about itself. */
export interface ImageFacts {
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly user: string;
  readonly labels: Readonly<Record<string, string>>;
}

export interface StartOptions {
  /** The arguments after the image; `serve` is what SageMaker passes. */
  readonly words: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** The port inside the container that is wanted. */
  readonly port: number;
  /** `uid:gid`; the image's own where left out. */
  readonly user?: string;
  /** A root file system that cannot be written, with a /tmp in memory. */
  readonly readOnly?: boolean;
  /** No way out to any network. */
  readonly isolated?: boolean;
  readonly memory?: string;
  /** Folders of this machine, by their place in the container, read-only. */
  readonly mounts?: Readonly<Record<string, string>>;
}

export interface RunningContainer {
  /** How this machine reaches the wanted port. */
  readonly url: string;
  /** The last lines it wrote. */
  logs(): Promise<string>;
  /** The exit code, as soon as it has ended. */
  exitCode(): Promise<number | undefined>;
  /** Sends SIGTERM to its first process. */
  terminate(): Promise<void>;
  /** Ends and removes it, whatever state it is in. */
  remove(): Promise<void>;
}

/** What runs containers: podman or docker, or anything that behaves alike. */
export interface ContainerEngine {
  readonly name: string;
  /** @throws NoAnswer where there is no such image */
  inspect(image: string): Promise<ImageFacts>;
  /** @throws NoAnswer where it does not even start */
  start(image: string, options: StartOptions): Promise<RunningContainer>;
}
