// Counts what held and what did not. `node run.js keyboard` runs only what has that word in its name.

const wanted = process.argv[2] ?? '';

export class Report {
    passed = 0;
    failed = 0;
    told = 0;

    // Runs `body`, which returns a list of faults or throws one. Returns whether it was run and passed.
    async check(name, body) {
        if (!name.includes(wanted)) {
            return false;
        }
        let faults;
        try {
            faults = (await body()) ?? [];
        } catch (error) {
            faults = [error.message];
        }
        if (faults.length === 0) {
            this.passed += 1;
            if (process.env.VERBOSE) {
                console.log(`passed ${name}`);
            }
            return true;
        }
        this.failed += 1;
        console.log(`FAILED ${name}`);
        for (const fault of faults) {
            console.log(`    ${fault.replaceAll('\n', '\n    ')}`);
        }
        return false;
    }

    // Says how far the checks have come.
    progress(words) {
        if (this.passed + this.failed === this.told) {
            return;
        }
        this.told = this.passed + this.failed;
        const seconds = Math.round(performance.now() / 1000);
        console.log(`${seconds} s: ${words}; ${this.passed} passed, ${this.failed} failed so far`);
    }

    // Prints the counts and returns the exit status.
    end() {
        console.log(`${this.passed} passed, ${this.failed} failed`);
        return this.failed === 0 && this.passed > 0 ? 0 : 1;
    }
}

// Runs `body` for each of `things`, two at a time: one page is laid out while another one loads.
export async function each(things, body) {
    const left = [...things];
    const work = async () => {
        while (left.length > 0) {
            await body(left.shift());
        }
    };
    await Promise.all([work(), work()]);
}

export function expect(holds, words) {
    if (!holds) {
        throw new Error(words);
    }
}
