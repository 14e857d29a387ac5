const pictureName = /\.(jpe?g|png|webp|gif|avif|tiff?)$/i;

/**
 * All files of a drop or paste, folders opened. What a person dropped by hand is always taken, so that a wrong file
 * gets its answer; from inside folders only pictures come, because folders carry notes and thumbnail caches.
 */
export async function droppedFiles(transfer: DataTransfer): Promise<File[]> {
  // Entries and files must be taken before the first await: the browser empties the list when the event is over.
  const entries = Array.from(transfer.items, (item) => (item.kind === 'file' ? item.webkitGetAsEntry?.() : null));
  const loose = Array.from(transfer.files);
  if (!entries.some((entry) => entry?.isDirectory)) return loose;
  const files = await Promise.all(entries.map((entry) => (entry ? inside(entry) : [])));
  return files.flat();
}

/** The pictures among the files of a chosen folder. */
export function picturesAmong(files: readonly File[]): File[] {
  return files.filter((file) => isPicture(file.name, file.type));
}

async function inside(entry: FileSystemEntry, within = ''): Promise<File[]> {
  const path = `${within}${entry.name}`;
  if (entry.isFile) return isPicture(entry.name) || within === '' ? [await open(entry as FileSystemFileEntry)] : [];
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: File[] = [];
  // One call answers at most 100 entries; an empty answer is the end.
  for (let some = await read(reader); some.length > 0; some = await read(reader)) {
    for (const child of some) found.push(...(await inside(child, `${path}/`)));
  }
  return found;
}

function open(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

function read(reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> {
  return new Promise((resolve, reject) => reader.readEntries(resolve, reject));
}

function isPicture(name: string, type = ''): boolean {
  return !name.startsWith('.') && (type.startsWith('image/') || pictureName.test(name));
}
