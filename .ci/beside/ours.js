// A copy of the workbook in which the third chapter is answered.

import { execFileSync } from 'node:child_process';
import { copyFile, cp, mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';

const CHAPTER = 'ch03';
const EXERCISE = 'delay';

export async function ours(root, folder) {
    const copy = path.join(folder, 'workbook');
    const listed = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 26 });
    for (const file of listed.split('\0').filter(Boolean)) {
        await mkdir(path.join(copy, path.dirname(file)), { recursive: true });
        // With its times: what has not changed is not built again.
        await cp(path.join(root, file), path.join(copy, file), { preserveTimestamps: true });
    }
    const answers = path.join(copy, 'exercises', CHAPTER, 'src');
    const solutions = path.join(root, 'solutions', CHAPTER, 'src');
    const exercises = await readdir(answers);
    for (const solution of await readdir(solutions)) {
        if (solution !== 'lib.rs' && exercises.includes(solution)) {
            await copyFile(path.join(solutions, solution), path.join(answers, solution));
        }
    }
    const row = (what, ...command) => ({
        what,
        command,
        folder: copy,
        edited: path.join(answers, `${EXERCISE}.rs`),
        environment: { CARGO_TARGET_DIR: path.join(copy, 'target') },
    });
    return [
        row('the workbook, a whole chapter', 'cargo', 'test', '-p', CHAPTER),
        row('the workbook, a whole chapter', 'cargo', 'workbook', 'check', CHAPTER),
        row('the workbook, one exercise', 'cargo', 'workbook', 'check', `${CHAPTER}/${EXERCISE}`),
    ];
}
