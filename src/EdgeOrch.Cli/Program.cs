using EdgeOrch.Cli.CommandLine;

return await Edgectl.RunAsync(args, Terminal.OfProcess());
