import { Duration, Size } from 'aws-cdk-lib';
import { Decoding, ImageFormat, LogLevel } from '../../lib';
import { settingsOf } from '../../lib/constructs/server-settings';
import { fromEnvironment, toEnvironment } from '../../lib/contracts/environment';
import { imageFormats } from '../../lib/contracts/settings';

test('every choice reaches the server, in its units', () => {
  const chosen = settingsOf({
    formats: [ImageFormat.JPEG, ImageFormat.AVIF],
    maxBodySize: Size.mebibytes(3),
    maxPixels: 1_000_000,
    decode: Decoding.FAST,
    maxWaiting: 9,
    requestTimeout: Duration.millis(2500),
    logLevel: LogLevel.WARN,
  });
  expect(fromEnvironment(toEnvironment(chosen))).toMatchObject({
    formats: ['jpeg', 'avif'],
    maxBodyBytes: 3_145_728,
    maxPixels: 1_000_000,
    decode: 'fast',
    maxWaiting: 9,
    requestTimeoutSeconds: 2.5,
    logLevel: 'warn',
  });
});

test('what nobody chose stays with the server', () => {
  expect(fromEnvironment(toEnvironment(settingsOf({})))).toEqual(fromEnvironment({}));
});

test('offers exactly the formats and levels that the server knows', () => {
  expect(Object.values(ImageFormat).sort()).toEqual([...imageFormats].sort());
  for (const level of Object.values(LogLevel)) {
    expect(fromEnvironment(toEnvironment({ logLevel: level })).logLevel).toBe(level);
  }
});
