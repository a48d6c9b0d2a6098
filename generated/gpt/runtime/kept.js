const owners = new WeakMap();
export function ownKept(engine, owner) {
    owners.set(engine, { owner, memory: engine.workMemory() });
}
export function ownsKept(engine, owner) {
    const found = owners.get(engine);
    return found?.owner === owner && found.memory === engine.workMemory();
}
/** After parameters or states have changed, or something else was computed in that memory. */
export function forgetKept(engine) {
    owners.delete(engine);
}
class LostKept extends Error {
}
/** Throws where what is kept isn't the owner's any more, just before something goes on from it. */
export function assertKept(engine, owner) {
    if (!ownsKept(engine, owner))
        throw new LostKept("another has taken the memory");
}
/** What a run gives that goes on from what is kept; undefined where that was lost before it began. */
export async function unlessLost(run) {
    try {
        return await run;
    }
    catch (error) {
        if (error instanceof LostKept)
            return undefined;
        throw error;
    }
}
