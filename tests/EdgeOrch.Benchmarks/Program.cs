using EdgeOrch.Benchmarks;

switch (args)
{
    case ["supervisor", var edgeorchd, var image, var rounds]:
        await SupervisorBenchmark.RunAsync(edgeorchd, image, int.Parse(rounds, System.Globalization.CultureInfo.InvariantCulture));
        return 0;
    case ["delta", var before, var after]:
        DeltaBenchmark.Run(before, after);
        return 0;
    default:
        Console.Error.WriteLine("""
            usage: EdgeOrch.Benchmarks supervisor EDGEORCHD IMAGE ROUNDS: time and memory of containers under one supervisor; IMAGE is a folder with the static programs /true and /pause
                   EdgeOrch.Benchmarks delta OLD.tar NEW.tar: bytes of the delta, seconds to make and to apply it
            """);
        return 2;
}
