/**
 * The whole contract between the compiler and the runtime: types only. A generated package holds one value of type `ModelPlan`.
 * The runtime decides nothing that stands here: it makes the buffers, the pipelines and the bind groups, and runs the lists.
 */
export {};
