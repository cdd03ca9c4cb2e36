import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';

/** For ledgers of tests, in memory where there is such a folder: a ledger waits for the disk at every commit. */
export const SCRATCH = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
