const owners = new WeakMap();
export function ownKept(engine, owner) {
    owners.set(engine, owner);
}
export function ownsKept(engine, owner) {
    return owners.get(engine) === owner;
}
/** After parameters or states have changed. */
export function forgetKept(engine) {
    owners.delete(engine);
}
