"""Draws the fixture pictures: small, synthetic, one for each thing a decoder can get wrong."""

import struct
import zlib
from pathlib import Path

import numpy as np
from PIL import Image


def draw(width, height, seed=0):
    """A zone plate in red, a diagonal gradient in green, soft noise in blue; alpha is a ramp."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float64)
    zone = 127.5 + 127.5 * np.cos((x * x + y * y) * np.pi / (2 * max(width, height)))
    slope = (x + y) * 255 / max(1, width + height - 2)
    noise = np.random.default_rng(seed).integers(0, 64, (height, width)) + x * 190 / max(1, width - 1)
    alpha = 255 - y * 255 / max(1, height - 1)
    return np.stack([zone, slope, noise, alpha], -1).clip(0, 255).astype(np.uint8)


def write_jpegs(folder, rgb, cmyk):
    for name, subsampling in (('444', 0), ('422', 1), ('420', 2)):
        rgb.save(folder / f'jpeg-{name}.jpg', quality=85, subsampling=subsampling)
    rgb.convert('L').save(folder / 'jpeg-grey.jpg', quality=80)
    rgb.save(folder / 'jpeg-progressive.jpg', quality=80, progressive=True)
    rgb.save(folder / 'jpeg-restart.jpg', quality=40, restart_marker_rows=1, optimize=True)
    rgb.save(folder / 'jpeg-rgb.jpg', quality=80, keep_rgb=True)
    cmyk.save(folder / 'jpeg-cmyk.jpg', quality=85)
    # The Adobe marker's transform byte says whether the four channels are inks (0) or luma, chroma and black (2).
    data = bytearray((folder / 'jpeg-cmyk.jpg').read_bytes())
    data[data.index(b'Adobe') + 11] = 2
    (folder / 'jpeg-ycck.jpg').write_bytes(data)
    for orientation in range(1, 9):
        exif = Image.Exif()
        exif[274] = orientation
        rgb.resize((29, 18)).save(folder / f'exif-{orientation}.jpg', quality=85, subsampling=2, exif=exif)
    Image.fromarray(draw(1, 1)[:, :, :3]).save(folder / 'jpeg-1x1.jpg')
    Image.new('RGB', (65500, 2), (200, 90, 30)).save(folder / 'wide-65500x2.jpg')
    Image.fromarray(draw(33, 150)[:, :, :3]).save(folder / 'jpeg-tall.jpg', quality=70)


def write_pngs(folder, rgba):
    rgb = rgba.convert('RGB')
    grey = rgb.convert('L')
    palette = rgb.quantize(32)
    rgb.save(folder / 'png-rgb.png')
    rgba.save(folder / 'png-rgba.png')
    grey.save(folder / 'png-grey.png')
    grey.save(folder / 'png-grey-trns.png', transparency=77)
    grey.convert('1').save(folder / 'png-bilevel.png')
    Image.merge('LA', (grey, rgba.getchannel('A'))).save(folder / 'png-grey-alpha.png')
    palette.save(folder / 'png-palette.png')
    palette.save(folder / 'png-palette-trns.png', transparency=bytes(range(0, 256, 8)))
    wide = np.asarray(rgba).astype(np.uint16) * 257 - 100
    write_png16(folder / 'png-grey16.png', wide[:, :, :1], 0)
    write_png16(folder / 'png-rgb16.png', wide[:, :, :3], 2)
    write_png16(folder / 'png-rgba16.png', wide, 6)
    Image.new('RGB', (1, 65500), (200, 90, 30)).save(folder / 'wide-1x65500.png')
    for width, height in ((1, 1), (1, 90), (120, 3)):
        Image.fromarray(draw(width, height)[:, :, :3]).save(folder / f'png-{width}x{height}.png')


def write_png16(path, samples, colour_type):
    """Pillow writes no 16-bit colour."""

    def chunk(kind, data):
        return struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data))

    height, width, _ = samples.shape
    rows = b''.join(b'\0' + row.astype('>u2').tobytes() for row in samples)
    header = struct.pack('>IIBBBBB', width, height, 16, colour_type, 0, 0, 0)
    body = chunk(b'IHDR', header) + chunk(b'IDAT', zlib.compress(rows, 9)) + chunk(b'IEND', b'')
    path.write_bytes(b'\x89PNG\r\n\x1a\n' + body)


def write_others(folder, rgba, cmyk):
    rgb = rgba.convert('RGB')
    second = rgb.transpose(Image.Transpose.ROTATE_180)
    rgb.save(folder / 'webp-lossy.webp', quality=70)
    rgba.save(folder / 'webp-lossless.webp', lossless=True, exact=True)
    rgba.save(folder / 'webp-alpha.webp', quality=60, exact=True)
    rgb.save(folder / 'webp-animated.webp', save_all=True, append_images=[second], lossless=True)
    rgb.save(folder / 'avif.avif', quality=90, subsampling='4:4:4')
    rgb.quantize(32).save(folder / 'gif.gif')
    rgb.quantize(32).save(folder / 'gif-transparent.gif', transparency=3)
    rgb.save(folder / 'gif-animated.gif', save_all=True, append_images=[second])
    rgb.save(folder / 'tiff-lzw.tif', compression='tiff_lzw')
    rgb.save(folder / 'tiff-deflate.tif', compression='tiff_adobe_deflate')
    rgba.save(folder / 'tiff-rgba.tif', compression='tiff_lzw')
    cmyk.save(folder / 'tiff-cmyk.tif', compression='tiff_lzw')


def write_pictures(folder: Path):
    """Replaces every picture in the folder; returns their paths in order."""
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    rgba = Image.fromarray(draw(67, 45), 'RGBA')
    cmyk = Image.fromarray(draw(67, 45, seed=1), 'CMYK')
    write_jpegs(folder, rgba.convert('RGB'), cmyk)
    write_pngs(folder, rgba)
    write_others(folder, rgba, cmyk)
    return sorted(folder.iterdir())
