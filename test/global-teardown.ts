import { removeRunFolder } from './run-folder';

export default () => removeRunFolder(process.env.TMPDIR ?? '');
