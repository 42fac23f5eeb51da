/**
 * Writes result files so that a file is either the old one or the whole new one: to a temporary name beside it, then
 * renamed. What is no regular file (a device, a pipe) is written to directly.
 */
import type { Stats } from "node:fs";
import { access, constants, mkdir, open, realpath, rename, stat, unlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

export type WriteResult = { readonly ok: true } | { readonly ok: false; readonly reason: string };

/** Whether `path` could be written to now, before the work whose result goes there. A full disk shows only later. */
export async function canWrite(path: string): Promise<WriteResult> {
  try {
    const { target, existing } = await findTarget(path);
    if (existing?.isDirectory()) return { ok: false, reason: "it is a folder" };
    if (existing !== undefined) await access(target, constants.W_OK);
    // A regular file is replaced by a new one, which its folder has to admit; the dot asks whether it is a folder.
    if (existing === undefined || existing.isFile()) await access(`${dirname(target)}/.`, constants.W_OK);
    return { ok: true };
  } catch (error) {
    return { ok: false, reason: reasonOf(error) };
  }
}

/** Writes `content` to `path`; a failure has the reason as the end of a sentence: `the disk is full`. */
export async function writeResultFile(path: string, content: string | Uint8Array): Promise<WriteResult> {
  try {
    const { target, existing } = await findTarget(path);
    if (existing?.isDirectory()) return { ok: false, reason: "it is a folder" };
    if (existing !== undefined && !existing.isFile()) {
      await writeDirectly(target, content, "w");
      return { ok: true };
    }
    if (existing !== undefined) await access(target, constants.W_OK);
    await replaceFile(target, content, existing?.mode);
    return { ok: true };
  } catch (error) {
    return { ok: false, reason: reasonOf(error) };
  }
}

/** Makes a folder, and those that it lies in, where they are not there yet. */
export async function makeFolder(path: string): Promise<WriteResult> {
  try {
    await mkdir(path, { recursive: true });
    return { ok: true };
  } catch (error) {
    return { ok: false, reason: reasonOf(error) };
  }
}

/** Where links lead, and what is there. */
async function findTarget(path: string): Promise<{ readonly target: string; readonly existing: Stats | undefined }> {
  const target = await realpath(path).catch(() => path);
  return { target, existing: await stat(target).catch(() => undefined) };
}

async function replaceFile(target: string, content: string | Uint8Array, mode: number | undefined): Promise<void> {
  const temporary = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
  try {
    await writeDirectly(temporary, content, "wx", mode);
    await rename(temporary, target);
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
}

async function writeDirectly(
  path: string,
  content: string | Uint8Array,
  flags: "w" | "wx",
  mode = 0o666,
): Promise<void> {
  const file = await open(path, flags, mode);
  try {
    await file.writeFile(content);
    // Errors of a full disk may come only here. Devices and pipes cannot be synchronised.
    if (flags === "wx") await file.sync();
  } finally {
    await file.close();
  }
}

/** Why a file cannot be read or written, as the end of a sentence. */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  switch (code) {
    case "ENOENT":
      return "there is no such file or folder";
    case "EACCES":
    case "EPERM":
      return "permission is denied";
    case "EROFS":
      return "the file system is read-only";
    case "ENOSPC":
      return "the disk is full";
    case "EDQUOT":
      return "the disk quota is used up";
    case "EEXIST":
      return "there is a file of this name";
    case "EISDIR":
      return "it is a folder";
    case "ENOTDIR":
      return "a part of its path is not a folder";
    case "ENAMETOOLONG":
      return "its name is too long";
    case "ELOOP":
      return "its symbolic links lead in a circle";
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
