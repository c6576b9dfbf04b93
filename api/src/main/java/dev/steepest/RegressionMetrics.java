package dev.steepest;

/**
 * How well predictions ŷ meet targets y that are numbers. Sums are over rows, each counting as often as its weight w says; W = Σw, ȳ
 * = (1/W) Σ wy.
 *
 * @param rows m
 * @param weight W
 * @param r2 R² = 1 − Σ w(y − ŷ)² / Σ w(y − ȳ)², the share of the targets' variance that is explained: 1 at best, 0 for predictions
 *     that are all ȳ, negative below that; NaN where all targets are the same (Draper, Smith: Applied Regression Analysis, 1998, section
 *     1.3)
 * @param rmse √((1/W) Σ w(y − ŷ)²)
 * @param mae (1/W) Σ w|y − ŷ|
 * @param medianAbsoluteError where half of W lies below |y − ŷ|, the middle between two if W is halved just between them
 * @param meanDeviance (1/W) Σ w d(y, ŷ), d being 2(y ln(y/ŷ) − y + ŷ) for Poisson loss (McCullagh, Nelder: Generalized Linear Models,
 *     1989, section 2.3), for the others the {@link Loss} itself: (y − ŷ)² for the squared one, the pinball loss for quantiles
 */
public record RegressionMetrics(
        long rows, double weight, double r2, double rmse, double mae, double medianAbsoluteError, double meanDeviance)
        implements Metrics {}
