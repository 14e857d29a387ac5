import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { inventoryOf } from './file-listing';
import type { FoundVersion, Inventory, ListedFile, RepositorySource } from './repository-source';

/** Deep enough for `name/version/file`; what lies deeper is no model's. */
const depth = 3;

/** A repository in a folder of this machine, perhaps a mounted one. */
export class FolderSource implements RepositorySource {
  readonly fetches = false;

  constructor(private readonly root: string) {}

  async scan(): Promise<Inventory> {
    return inventoryOf(await this.files('', depth));
  }

  async place({ path }: FoundVersion): Promise<string> {
    return join(this.root, path);
  }

  private async files(folder: string, levels: number): Promise<ListedFile[]> {
    const names = (await readdir(join(this.root, folder))).filter((name) => !name.startsWith('.'));
    const lists = await Promise.all(
      names.map(async (name): Promise<ListedFile[]> => {
        const path = folder === '' ? name : `${folder}/${name}`;
        // Followed, because a mounted volume often is made of symbolic links.
        const entry = await stat(join(this.root, path)).catch(unlessGone);
        if (entry?.isDirectory()) {
          return levels > 1 ? ((await this.files(path, levels - 1).catch(unlessGone)) ?? []) : [];
        }
        if (!entry?.isFile()) return [];
        return [
          { path, stamp: `${entry.size} ${entry.mtimeMs} ${entry.ino}`, changedMs: entry.mtimeMs, bytes: entry.size },
        ];
      }),
    );
    return lists.flat();
  }
}

// What is none of ours to read, or gone again since it was listed, is as good as never there. Anything else, such as a
// volume that does not answer, makes the whole look worthless: open models must not be closed for it.
const gone = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'EACCES', 'EPERM']);

function unlessGone(error: NodeJS.ErrnoException): undefined {
  if (!gone.has(error.code ?? '')) throw error;
}
