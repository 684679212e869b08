// Counts what held and what did not. `node run.js keyboard` runs only what has that word in its name.

const wanted = process.argv[2] ?? '';

export class Report {
    passed = 0;
    failed = 0;

    // Runs `body`, which returns a list of faults or throws one.
    async check(name, body) {
        if (!name.includes(wanted)) {
            return;
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
            return;
        }
        this.failed += 1;
        console.log(`FAILED ${name}`);
        for (const fault of faults) {
            console.log(`    ${fault.replaceAll('\n', '\n    ')}`);
        }
    }

    // Prints the counts and returns the exit status.
    end() {
        console.log(`${this.passed} passed, ${this.failed} failed`);
        return this.failed === 0 && this.passed > 0 ? 0 : 1;
    }
}

export function expect(holds, words) {
    if (!holds) {
        throw new Error(words);
    }
}
