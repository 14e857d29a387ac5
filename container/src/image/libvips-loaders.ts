import sharp from 'sharp';

/**
 * Leaves this process only the loaders for pictures: whatever the first bytes pretend, no other loader of libvips sees a
 * byte from outside. It holds for the whole process, so it is called where the process begins and not where it draws.
 */
export function allowPicturesOnly(): void {
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({
    operation: [
      'VipsForeignLoadJpegBuffer',
      'VipsForeignLoadPngBuffer',
      'VipsForeignLoadWebpBuffer',
      'VipsForeignLoadNsgifBuffer',
      'VipsForeignLoadHeifBuffer',
      'VipsForeignLoadTiffBuffer',
    ],
  });
}
