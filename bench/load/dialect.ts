/** How a server wants to be asked about one picture, and where in its answer the labels are. */
export interface Dialect {
  readonly path: string;
  readonly contentType: string;
  wrap(picture: Buffer): Buffer;
  /** The labels of an answer's body, best first. */
  labels(body: string): readonly string[];
}

interface Answered {
  readonly labels: readonly { readonly label: string }[];
}
const names = ({ labels }: Answered) => labels.map(({ label }) => label);

/** The bytes of the picture are the body: this server, and most that are written by hand. */
export const rawBody: Dialect = {
  path: '/classify',
  contentType: 'image/jpeg',
  wrap: (picture) => picture,
  labels: (body) => names(JSON.parse(body)),
};

/** A form with one file. */
export function form(path: string, field: string): Dialect {
  const head =
    `--seam\r\nContent-Disposition: form-data; name="${field}"; filename="picture.jpg"\r\n` +
    'Content-Type: image/jpeg\r\n\r\n';
  return {
    ...rawBody,
    path,
    contentType: 'multipart/form-data; boundary=seam',
    wrap: (picture) => Buffer.concat([Buffer.from(head), picture, Buffer.from('\r\n--seam--\r\n')]),
  };
}

/** The JSON of the Open Inference Protocol, the picture in it as base64. */
export function openInference(model: string): Dialect {
  return {
    path: `/v2/models/${model}/infer`,
    contentType: 'application/json',
    wrap: (picture) => {
      const parameters = { content_type: 'base64' };
      const data = [picture.toString('base64')];
      return Buffer.from(
        JSON.stringify({ inputs: [{ name: 'picture', shape: [1, 1], datatype: 'BYTES', parameters, data }] }),
      );
    },
    labels: (body) => names(JSON.parse(JSON.parse(body).outputs[0].data[0])),
  };
}

/** A whole request, head and body, as it goes over the wire. */
export function wireRequest({ path, contentType, wrap }: Dialect, picture: Buffer): Buffer {
  const body = wrap(picture);
  const head =
    `POST ${path} HTTP/1.1\r\nHost: bench\r\nContent-Type: ${contentType}\r\n` +
    `Content-Length: ${body.length}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), body]);
}
