/** Wall time, in milliseconds. */
export interface Clock {
    /** Forgets what it measured, and runs. */
    readonly restart: () => void;
    readonly start: () => void;
    readonly stop: () => void;
    /** Between starts and stops; the time since the last start included. */
    readonly elapsed: () => number;
}
/** A clock that can be stopped for a while: it begins stopped. */
export declare function createClock(now?: () => number): Clock;
