import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mayEnter, serverAccount } from './account.ts';
import { prepareDataFolder } from './folder.ts';

/** Nobody's: neither the owner nor in the group of anything here. */
const STRANGER = { name: 'stranger', uid: 54_321, gid: 54_321 };
let top = '';

beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'callout-folder-'));
});
afterEach(() => rmSync(top, { recursive: true, force: true }));

describe('the account PostgreSQL runs under', () => {
  it('is never root', () => {
    expect(serverAccount()?.uid).not.toBe(0);
  });

  it('may enter only where every folder above lets it', () => {
    const inner = join(top, 'inner');
    mkdirSync(inner);
    chmodSync(top, 0o700);
    chmodSync(inner, 0o755);
    expect(mayEnter(STRANGER, inner)).toBe(false);
    chmodSync(top, 0o711);
    expect(mayEnter(STRANGER, inner)).toBe(true);
    expect(mayEnter(STRANGER, join(inner, 'not', 'made', 'yet'))).toBe(true);
  });

  it('is judged as the owner or the group where it is that', () => {
    chmodSync(top, 0o710);
    const { uid, gid } = statSync(top);
    expect(mayEnter({ name: 'owner', uid, gid: 54_321 }, top)).toBe(true);
    expect(mayEnter({ name: 'member', uid: 54_321, gid }, top)).toBe(true);
    expect(mayEnter(STRANGER, top)).toBe(false);
  });
});

describe('the data folder', () => {
  it('stays where it was asked for when the account may enter', () => {
    chmodSync(top, 0o711);
    const asked = join(top, 'data');
    expect(prepareDataFolder(asked, STRANGER, join(top, 'shared'))).toEqual({ path: asked, requested: asked, isMoved: false });
    expect(statSync(asked).mode & 0o777).toBe(0o711);
  });

  it('moves, to the same place each time, when the account may not enter', () => {
    const closed = join(top, 'closed');
    mkdirSync(closed, { mode: 0o700 });
    const shared = join(top, 'shared');
    const first = prepareDataFolder(join(closed, 'data'), STRANGER, shared);
    expect(first).toMatchObject({ isMoved: true, requested: join(closed, 'data') });
    expect(first.path).toMatch(new RegExp(`^${shared}/[0-9a-f]{12}$`));
    expect(prepareDataFolder(join(closed, 'data'), STRANGER, shared).path).toBe(first.path);
    expect(prepareDataFolder(join(closed, 'other'), STRANGER, shared).path).not.toBe(first.path);
  });

  it('is for its owner alone when we are not root', () => {
    const { path } = prepareDataFolder(join(top, 'data'), null);
    expect(statSync(path).mode & 0o777).toBe(0o700);
  });

  it('says which folder cannot be made and what to do', () => {
    writeFileSync(join(top, 'file'), '');
    expect(() => prepareDataFolder(join(top, 'file', 'data'), null)).toThrow(
      /file\/data cannot be made \(ENOTDIR\)\. Set CALLOUT_DATA_DIR/,
    );
  });
});
