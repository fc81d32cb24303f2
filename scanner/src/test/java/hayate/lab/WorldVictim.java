package hayate.lab;

/** A process that makes a world, says where it is, and waits to be killed. */
final class WorldVictim {
    private WorldVictim() {}

    public static void main(String[] arguments) throws InterruptedException {
        try (World world = World.create(new WorldSpec("10.0.0.0/24", 1))) {
            System.out.println(world.scanNamespace() + " " + world.farNamespace() + " " + world.directory());
            Thread.sleep(60_000);
        }
    }
}
