// Exact decimals for FEEL: 34 significant digits, rounding half to even, as decimal128 has them. Floating point would
// say that 0.1 + 0.2 is not 0.3, and the server would disagree.
//
// Written without BigInt literals, which mini programs cannot parse.

const zero = BigInt(0)
const ten = BigInt(10)
const digits = 34

const power = (exponent: number) => BigInt('1' + '0'.repeat(exponent))
const size = (n: bigint) => (n < zero ? -n : n).toString().length

/** coefficient × 10^exponent */
export class Decimal {
  private constructor(
    private readonly coefficient: bigint,
    private readonly exponent: number,
  ) {}

  private static make(coefficient: bigint, exponent: number): Decimal {
    const over = size(coefficient) - digits
    if (over <= 0) return new Decimal(coefficient, exponent)
    return Decimal.make(divideHalfEven(coefficient, power(over)), exponent + over)
  }

  /** "12.50", "-3"; null when it is no plain decimal. */
  static parse(text: string): Decimal | null {
    const found = /^(-?\d+)(?:\.(\d+))?$/.exec(text)
    return found ? Decimal.make(BigInt(found[1]! + (found[2] ?? '')), -(found[2] ?? '').length) : null
  }

  static of(whole: number): Decimal {
    return new Decimal(BigInt(whole), 0)
  }

  private aligned(other: Decimal): [bigint, bigint, number] {
    const exponent = Math.min(this.exponent, other.exponent)
    return [this.coefficient * power(this.exponent - exponent), other.coefficient * power(other.exponent - exponent), exponent]
  }

  plus(other: Decimal): Decimal {
    const [a, b, exponent] = this.aligned(other)
    return Decimal.make(a + b, exponent)
  }
  minus(other: Decimal): Decimal {
    const [a, b, exponent] = this.aligned(other)
    return Decimal.make(a - b, exponent)
  }
  times(other: Decimal): Decimal {
    return Decimal.make(this.coefficient * other.coefficient, this.exponent + other.exponent)
  }
  /** null for a zero divisor. */
  over(other: Decimal): Decimal | null {
    if (other.coefficient === zero) return null
    // Two digits more than needed, and whether anything is left: enough to round once, and rightly.
    const shift = Math.max(0, digits + 2 + size(other.coefficient) - size(this.coefficient))
    const scaled = this.coefficient * power(shift)
    let quotient = scaled / other.coefficient
    const exponent = this.exponent - other.exponent - shift
    if (quotient * other.coefficient === scaled) return Decimal.make(quotient, exponent).plain()
    quotient = quotient * ten + (scaled < zero === other.coefficient < zero ? BigInt(1) : -BigInt(1))
    return Decimal.make(quotient, exponent - 1)
  }
  negated(): Decimal {
    return new Decimal(-this.coefficient, this.exponent)
  }
  abs(): Decimal {
    return this.coefficient < zero ? this.negated() : this
  }
  compare(other: Decimal): number {
    const [a, b] = this.aligned(other)
    return a < b ? -1 : a > b ? 1 : 0
  }

  /** To `scale` places after the point (negative: before it). */
  rounded(scale: number, mode: 'half up' | 'floor' | 'ceiling'): Decimal {
    const drop = -scale - this.exponent
    if (drop <= 0) return this
    const unit = power(drop)
    const down = this.coefficient / unit
    const rest = this.coefficient - down * unit
    if (rest === zero) return new Decimal(down, -scale)
    const sign = rest < zero ? -BigInt(1) : BigInt(1)
    const away =
      mode === 'half up' ? rest * sign * BigInt(2) >= unit : mode === 'floor' ? rest < zero : rest > zero
    return new Decimal(away ? down + sign : down, -scale)
  }

  /** A whole number that JavaScript holds exactly, or null. */
  toWhole(): number | null {
    const whole = this.rounded(0, 'floor')
    if (whole.compare(this) !== 0 || size(whole.coefficient) + Math.max(whole.exponent, 0) > 15) return null
    return Number(whole.coefficient * power(Math.max(whole.exponent, 0)))
  }

  private plain(): Decimal {
    let { coefficient, exponent } = this
    while (exponent < 0 && coefficient % ten === zero) {
      coefficient /= ten
      exponent++
    }
    return new Decimal(coefficient, exponent)
  }

  /** The shortest plain form: "12.5". */
  text(): string {
    const { coefficient, exponent } = this.plain()
    if (exponent >= 0) return (coefficient * power(exponent)).toString()
    const sign = coefficient < zero ? '-' : ''
    const all = (coefficient < zero ? -coefficient : coefficient).toString().padStart(1 - exponent, '0')
    return `${sign}${all.slice(0, exponent)}.${all.slice(exponent)}`
  }
}

function divideHalfEven(n: bigint, unit: bigint): bigint {
  const down = n / unit
  const rest = n - down * unit
  const twice = (rest < zero ? -rest : rest) * BigInt(2)
  const away = twice > unit || (twice === unit && down % BigInt(2) !== zero)
  return away ? down + (n < zero ? -BigInt(1) : BigInt(1)) : down
}
