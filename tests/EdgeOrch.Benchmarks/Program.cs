using EdgeOrch.Benchmarks;

if (args is not ["supervisor", var edgeorchd, var image, var rounds])
{
    Console.Error.WriteLine("usage: EdgeOrch.Benchmarks supervisor EDGEORCHD IMAGE ROUNDS: time and memory of containers under one supervisor; IMAGE is a folder with the static programs /true and /pause");
    return 2;
}

await SupervisorBenchmark.RunAsync(edgeorchd, image, int.Parse(rounds, System.Globalization.CultureInfo.InvariantCulture));
return 0;
