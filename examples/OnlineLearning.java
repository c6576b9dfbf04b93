import dev.steepest.GradientDescent;
import dev.steepest.Model;
import dev.steepest.Online;

/** A service that learns from every row it sees, while another thread predicts with snapshots. */
public final class OnlineLearning {

    public static void main(String[] args) throws InterruptedException {
        Online online = GradientDescent.stochastic(0)
                .learningRate(0.05)
                .intercept()
                .online(2);
        Thread writer = new Thread(() -> {
            double[] row = new double[2];
            for (int k = 0; k < 10_000; k++) {
                row[0] = Math.sin(k);
                row[1] = Math.cos(3 * k);
                online.step(row, 2 * row[0] - row[1] + 0.5);
            }
        });
        writer.start();
        Model early = online.snapshot();
        writer.join();
        Model late = online.snapshot();
        System.out.println("a snapshot on the way predicts " + early.predict(1, 1));
        System.out.println("after steps " + online.steps() + " cost " + online.cost() + ": " + late.predict(1, 1));
    }
}
