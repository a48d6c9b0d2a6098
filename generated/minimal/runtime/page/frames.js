/** Does a thing once a frame, however often it is asked for: a page that isn't seen has no frames. */
export function onceAFrame(act) {
    let isAsked = false;
    return () => {
        if (isAsked)
            return;
        isAsked = true;
        requestAnimationFrame(() => {
            isAsked = false;
            act();
        });
    };
}
