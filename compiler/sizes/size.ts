/**
 * Sizes of axes: polynomials with whole coefficients over symbols, divided by one whole number, in normal form.
 *
 * A symbol stands for a size that isn't known when a spec is checked: the size of the day of a bounded axis (`seq`), a free
 * axis (`batch`), a vocabulary that is made from data, or the axis parameter of a layer. Two sizes are the same size
 * exactly when `sizeKey` gives the same text: `n + 1` and `1 + n` are one.
 */
export interface Size {
  /** Sorted by `symbols`, no zero coefficient, no repeated monomial. */
  readonly terms: readonly Monomial[];
  /** At least 1, without a factor that all coefficients share. */
  readonly divisor: number;
}

export interface Monomial {
  /** Sorted; a square is the symbol twice; empty for the constant. */
  readonly symbols: readonly string[];
  readonly coefficient: number;
}

export function greatestCommonDivisor(a: number, b: number): number {
  let [x, y] = [Math.abs(a), Math.abs(b)];
  // What is no number ends it, too: it is told of where the size is used.
  while (y > 0) [x, y] = [y, x % y];
  return x;
}

function normalise(terms: readonly Monomial[], divisor: number): Size {
  // Most sizes are numbers.
  if (terms.every(({ symbols }) => symbols.length === 0)) {
    const sum = terms.reduce((all, { coefficient }) => all + coefficient, 0);
    return reduced(sum === 0 ? [] : [{ symbols: [], coefficient: sum }], divisor);
  }
  const sums = new Map<string, Monomial>();
  for (const term of terms) {
    const symbols = [...term.symbols].sort();
    const key = symbols.join("*");
    const coefficient = (sums.get(key)?.coefficient ?? 0) + term.coefficient;
    sums.set(key, { symbols, coefficient });
  }
  const kept = [...sums.entries()].filter(([, term]) => term.coefficient !== 0);
  kept.sort(([a], [b]) => (a < b ? -1 : 1));
  return reduced(
    kept.map(([, term]) => term),
    divisor,
  );
}

/** Without the factor that all coefficients share with the divisor. */
function reduced(terms: readonly Monomial[], divisor: number): Size {
  let common = Math.abs(divisor);
  for (const { coefficient } of terms) common = greatestCommonDivisor(common, coefficient);
  const factor = (divisor < 0 ? -1 : 1) * (common === 0 ? 1 : common);
  return {
    terms: terms.map(({ symbols, coefficient }) => ({ symbols, coefficient: coefficient / factor })),
    divisor: terms.length === 0 ? 1 : divisor / factor,
  };
}

/** A known size: a whole number, or a fraction that a later multiplication makes whole. */
export function literalSize(value: number): Size {
  const terms = value === 0 ? [] : [{ symbols: [], coefficient: value }];
  return Number.isInteger(value) ? { terms, divisor: 1 } : normalise(terms, 1);
}

export function symbolSize(symbol: string): Size {
  return { terms: [{ symbols: [symbol], coefficient: 1 }], divisor: 1 };
}

export function addSizes(a: Size, b: Size): Size {
  if (a.terms.length === 0) return b;
  if (b.terms.length === 0) return a;
  const [x, y] = [wholeNumber(a), wholeNumber(b)];
  if (x !== undefined && y !== undefined) return literalSize(x + y);
  const left = a.terms.map((term) => ({ ...term, coefficient: term.coefficient * b.divisor }));
  const right = b.terms.map((term) => ({ ...term, coefficient: term.coefficient * a.divisor }));
  return normalise([...left, ...right], a.divisor * b.divisor);
}

/** The number that a size is, unless it is a fraction or has symbols. */
function wholeNumber({ terms, divisor }: Size): number | undefined {
  const term = terms[0];
  if (term === undefined) return 0;
  const isWhole = terms.length === 1 && term.symbols.length === 0 && divisor === 1;
  return isWhole && Number.isInteger(term.coefficient) ? term.coefficient : undefined;
}

function isOne({ terms, divisor }: Size): boolean {
  const [term] = terms;
  return terms.length === 1 && divisor === 1 && term?.coefficient === 1 && term.symbols.length === 0;
}

export function subtractSizes(a: Size, b: Size): Size {
  return addSizes(a, multiplySizes(b, literalSize(-1)));
}

export function multiplySizes(a: Size, b: Size): Size {
  if (isOne(b)) return a;
  if (isOne(a)) return b;
  const [x, y] = [wholeNumber(a), wholeNumber(b)];
  if (x !== undefined && y !== undefined) return literalSize(x * y);
  const products = a.terms.flatMap((x) =>
    b.terms.map((y) => ({
      symbols: [...x.symbols, ...y.symbols],
      coefficient: x.coefficient * y.coefficient,
    })),
  );
  return normalise(products, a.divisor * b.divisor);
}

/**
 * The quotient, or undefined where it isn't a polynomial over one whole number: division is exact by a number and by a
 * single monomial that divides every term.
 */
export function divideSizes(a: Size, b: Size): Size | undefined {
  const [by, ...others] = b.terms;
  if (by === undefined || others.length > 0) return undefined;
  const terms: Monomial[] = [];
  for (const term of a.terms) {
    const symbols = [...term.symbols];
    for (const symbol of by.symbols) {
      const at = symbols.indexOf(symbol);
      if (at < 0) return undefined;
      symbols.splice(at, 1);
    }
    terms.push({ symbols, coefficient: term.coefficient * b.divisor });
  }
  return normalise(terms, a.divisor * by.coefficient);
}

/** The value where no symbol is in it; may be a fraction. */
export function sizeValue(size: Size): number | undefined {
  const { terms, divisor } = size;
  const term = terms[0];
  if (term === undefined) return 0;
  return terms.length > 1 || term.symbols.length > 0 ? undefined : term.coefficient / divisor;
}

/** The value for given symbols; throws a RangeError that names a symbol without a value. */
export function evaluateSize(size: Size, values: ReadonlyMap<string, number>): number {
  let total = 0;
  for (const { symbols, coefficient } of size.terms) {
    let product = coefficient;
    for (const symbol of symbols) {
      const value = values.get(symbol);
      if (value === undefined) throw new RangeError(`the size of \`${symbol}\` isn't known here`);
      product *= value;
    }
    total += product;
  }
  return total / size.divisor;
}

/** Puts sizes in the place of symbols; symbols without an entry stay. */
export function substituteSize(size: Size, replacements: ReadonlyMap<string, Size>): Size {
  if (!hasSymbols(size)) return size;
  const isChanged = size.terms.some(({ symbols }) => symbols.some((symbol) => replacements.has(symbol)));
  if (!isChanged) return size;
  let total = literalSize(0);
  for (const { symbols, coefficient } of size.terms) {
    let product = literalSize(coefficient);
    for (const symbol of symbols) {
      product = multiplySizes(product, replacements.get(symbol) ?? symbolSize(symbol));
    }
    total = addSizes(total, product);
  }
  return normalise(total.terms, total.divisor * size.divisor);
}

export function sizeSymbols(size: Size): readonly string[] {
  if (!hasSymbols(size)) return noSymbols;
  return [...new Set(size.terms.flatMap((term) => term.symbols))];
}

const noSymbols: readonly string[] = [];

function hasSymbols({ terms }: Size): boolean {
  for (const { symbols } of terms) if (symbols.length > 0) return true;
  return false;
}

/** Whether the size is just that symbol. */
export function isSymbol({ terms, divisor }: Size, symbol: string): boolean {
  const term = terms[0];
  if (term === undefined || terms.length > 1 || divisor !== 1 || term.coefficient !== 1) return false;
  return term.symbols.length === 1 && term.symbols[0] === symbol;
}

/** Equal exactly for equal sizes; also how a size is shown: `4*embed`, `(seq + 1)/2`. */
export function sizeKey(size: Size): string {
  const first = size.terms[0];
  if (first === undefined) return "0";
  // Most sizes are numbers.
  if (size.terms.length === 1 && first.symbols.length === 0 && size.divisor === 1)
    return String(first.coefficient);
  const text = size.terms
    .map(({ symbols, coefficient }, index) => {
      const sign = coefficient < 0 ? (index === 0 ? "-" : " - ") : index === 0 ? "" : " + ";
      const number = Math.abs(coefficient);
      const factors = symbols.length > 0 && number === 1 ? symbols : [String(number), ...symbols];
      return sign + factors.join("*");
    })
    .join("");
  if (size.divisor === 1) return text;
  return size.terms.length === 1 ? `${text}/${size.divisor}` : `(${text})/${size.divisor}`;
}

export function sameSize(a: Size, b: Size): boolean {
  return a === b || sizeKey(a) === sizeKey(b);
}
