package dev.steepest;

/**
 * The largest eigenvalue of H, by as few products with vectors as can tell it: each is a pass over X, unless XᵀX is at hand.
 *
 * <p>Lanczos's method: the products H qₖ, made orthogonal to qₖ and qₖ₋₁, are βₖ qₖ₊₁, and in the basis q₁ … qₖ H is a tridiagonal T with αₖ = qₖᵀHqₖ on its diagonal and βₖ beside it. T's largest
 * eigenvalue θ has an eigenvector s, and some eigenvalue of H lies within |βₖ sₖ| / ‖s‖ of θ (Parlett: The Symmetric Eigenvalue Problem, 1998, section 13.2). Rounding takes from the q that they are orthogonal, which shows
 * as copies of eigenvalues that are found already, and spoils neither θ nor the bound by more than rounding (Paige: Accuracy and effectiveness of the Lanczos algorithm, 1980). So no q is kept but the last two.
 *
 * <p>Power iteration, which looks at the last vector alone, needs as many products as λ₁/(λ₁ − λ₂), and these the square root of that: for independent features that are scaled alike 300 and 6.
 */
final class Lanczos {

    /** Of θ: what the rate falls short of 1/L at most. */
    private static final double RELATIVE_RESIDUAL = 1e-3;

    private static final int MAX_PRODUCTS = 100;

    private Lanczos() {}

    /**
     * θ plus the bound on its distance: no less than the largest eigenvalue in all but contrived cases. NaN where H times a vector is.
     *
     * <p>The start must not be orthogonal to that eigenvalue's vector, nor nearly: its components are alike, and so that no sum of rational multiples of them is zero, as none of 1, sin 1, sin 2 … is (Lindemann and
     * Weierstrass). A start of simple numbers is orthogonal to simple data: (1, 1) to a feature that is −1 throughout, beside an intercept. Components between 1 and 3 took other eigenvalues for the largest, in 1 of 30,000 spectra.
     *
     * @param intercept whether H has an entry for it
     */
    static double largestEigenvalue(SecondDerivative h, int features, boolean intercept) {
        double[] q = new double[features];
        for (int j = 0; j < features; j++) {
            q[j] = startOf(j);
        }
        double b = intercept ? startOf(features) : 0;
        double[] before = new double[features];
        double bBefore = 0;
        double[] next = new double[features];
        double beta = Norms.euclidean(q, b);
        Tridiagonal t = new Tridiagonal(MAX_PRODUCTS);
        double theta = 0;
        while (true) {
            for (int j = 0; j < features; j++) {
                q[j] /= beta;
            }
            b /= beta;
            double product = h.multiply(q, b, next);
            double bNext = Math.fma(-beta, bBefore, intercept ? product : 0);
            subtract(beta, before, next);
            double alpha = dot(q, next, b * bNext);
            bNext = Math.fma(-alpha, b, bNext);
            subtract(alpha, q, next);
            beta = Norms.euclidean(next, bNext);
            if (!Double.isFinite(alpha) || !Double.isFinite(beta)) {
                return Double.NaN;
            }
            t.add(alpha, beta);
            theta = t.largestEigenvalue(theta);
            double distance = beta * t.lastEntry(theta);
            if (distance <= RELATIVE_RESIDUAL * theta || t.size() == MAX_PRODUCTS) {
                return theta + distance;
            }
            double[] free = before;
            before = q;
            bBefore = b;
            q = next;
            b = bNext;
            next = free;
        }
    }

    private static double startOf(int component) {
        return 4 + StrictMath.sin(component + 1);
    }

    /** from −= by · v */
    private static void subtract(double by, double[] v, double[] from) {
        for (int j = 0; j < v.length; j++) {
            from[j] = Math.fma(-by, v[j], from[j]);
        }
    }

    private static double dot(double[] u, double[] v, double start) {
        double sum = start;
        for (int j = 0; j < u.length; j++) {
            sum = Math.fma(u[j], v[j], sum);
        }
        return sum;
    }
}
