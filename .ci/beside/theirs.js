// rustlings and 100 Exercises To Learn Rust, each with an exercise that needs tokio.

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

const VERSIONS = { rustlings: '6.5.0', 'workshop-runner': '0.2.5' };
const COURSE = 'https://github.com/mainmatter/100-exercises-to-learn-rust';
// Its exercise on spawning tasks.
const COURSE_EXERCISE = 'exercises/08_futures/02_spawn';

const loud = { stdio: ['ignore', 'inherit', 'inherit'] };

// The path of a program of crates.io, built as its readers build it.
function installed(folder, crate, program) {
    const found = path.join(folder, 'bin', program);
    if (!existsSync(found)) {
        const at = `${crate}@${VERSIONS[crate]}`;
        console.error(`installing ${at}`);
        const environment = { ...process.env, CARGO_TARGET_DIR: path.join(folder, 'build') };
        execFileSync('cargo', ['install', at, '--locked', '--root', folder], { ...loud, env: environment });
    }
    return found;
}

// rustlings has no exercise on async code, but it takes exercises that others write, with their packages. This one
// is as small as its own: a function and three tests.
const ANSWER = `use std::time::Duration;

use tokio::time::sleep;

pub async fn slower_of(a: u64, b: u64) -> u64 {
    let wait = async |millis| {
        sleep(Duration::from_millis(millis)).await;
        millis
    };
    let (a, b) = tokio::join!(wait(a), wait(b));
    a.max(b)
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::slower_of;

    #[tokio::test]
    async fn the_first() {
        assert_eq!(slower_of(2, 1).await, 2);
    }

    #[tokio::test]
    async fn the_second() {
        assert_eq!(slower_of(1, 2).await, 2);
    }

    #[tokio::test]
    async fn neither() {
        assert_eq!(slower_of(1, 1).await, 1);
    }
}
`;
const INFO = `format_version = 1

[[exercises]]
name = "slower"
hint = "Both at once."
`;

export async function rustlings(folder) {
    const program = installed(folder, 'rustlings', 'rustlings');
    const project = path.join(folder, 'beside');
    await rm(project, { recursive: true, force: true });
    execFileSync(program, ['dev', 'new', 'beside', '--no-git'], { cwd: folder, stdio: 'ignore' });
    await writeFile(path.join(project, 'info.toml'), INFO);
    const edited = path.join(project, 'exercises/slower.rs');
    for (const file of [edited, path.join(project, 'solutions/slower.rs')]) {
        await mkdir(path.dirname(file), { recursive: true });
        await writeFile(file, ANSWER);
    }
    const manifest = path.join(project, 'Cargo.toml');
    const text = await readFile(manifest, 'utf8');
    const packages = '[dependencies]\ntokio = { version = "1", features = ["full"] }\n';
    // A workspace of its own: target/beside is within ours.
    await writeFile(manifest, `${text.replace('[dependencies]', packages)}\n[workspace]\n`);
    execFileSync(program, ['dev', 'update'], { cwd: project, stdio: 'ignore' });
    return [
        {
            what: 'rustlings, one exercise with tokio',
            command: [program, 'run', 'slower'],
            folder: project,
            edited,
            environment: { CARGO_TARGET_DIR: path.join(project, 'target') },
        },
    ];
}

export async function hundred(folder, given) {
    const program = installed(folder, 'workshop-runner', 'wr');
    const course = path.join(folder, '100-exercises');
    if (!existsSync(course)) {
        const from = given ?? COURSE;
        execFileSync('git', ['clone', '--quiet', '--depth', '1', '--branch', 'solutions', from, course], loud);
    }
    const exercise = path.join(course, COURSE_EXERCISE);
    const row = (...command) => ({
        what: '100 Exercises, one exercise with tokio',
        command,
        folder: exercise,
        edited: path.join(exercise, 'src/lib.rs'),
        environment: { CARGO_TARGET_DIR: path.join(course, 'target') },
    });
    return [row('cargo', 'test'), row(program, 'check')];
}
