/** Counts what a program asks of a device, by replacing the methods of that one device object. */
function increase(counts, label) {
    counts.set(label, (counts.get(label) ?? 0) + 1);
}
/** From here on everything is counted; the function returned gives the counts so far. */
export function instrumentDevice(device) {
    const submits = new Map();
    const dispatches = new Map();
    let buffersCreated = 0;
    let bytes = 0;
    let peakBytes = 0;
    const createBuffer = device.createBuffer.bind(device);
    device.createBuffer = (descriptor) => {
        const buffer = createBuffer(descriptor);
        buffersCreated += 1;
        bytes += descriptor.size;
        peakBytes = Math.max(peakBytes, bytes);
        let exists = true;
        const destroy = buffer.destroy.bind(buffer);
        buffer.destroy = () => {
            if (exists)
                bytes -= descriptor.size;
            exists = false;
            return destroy();
        };
        return buffer;
    };
    const createCommandEncoder = device.createCommandEncoder.bind(device);
    device.createCommandEncoder = (descriptor) => {
        const encoder = createCommandEncoder(descriptor);
        const beginComputePass = encoder.beginComputePass.bind(encoder);
        encoder.beginComputePass = (passDescriptor) => {
            const pass = beginComputePass(passDescriptor);
            const dispatchWorkgroups = pass.dispatchWorkgroups.bind(pass);
            pass.dispatchWorkgroups = (x, y, z) => {
                increase(dispatches, descriptor?.label ?? "");
                return dispatchWorkgroups(x, y, z);
            };
            return pass;
        };
        return encoder;
    };
    const { queue } = device;
    const submit = queue.submit.bind(queue);
    queue.submit = (buffers) => {
        const list = [...buffers];
        // One submit counts once, for its first command buffer.
        increase(submits, list[0]?.label ?? "");
        return submit(list);
    };
    return () => ({
        submits: new Map(submits),
        dispatches: new Map(dispatches),
        buffersCreated,
        bytes,
        peakBytes,
    });
}
