using EdgeOrch.ControlPlane.Api;
using EdgeOrch.ControlPlane.Hosting;

switch (args)
{
    case ["--help" or "-h"] or ["serve", "--help" or "-h"]:
        Console.WriteLine(CommandLine.Help);
        return 0;
    case ["--version"]:
        Console.WriteLine($"edgeorch {ServerRoutes.Version}");
        return 0;
    case ["serve", .. var options]:
        try
        {
            return await ServeCommand.RunAsync(CommandLine.ReadServe(options));
        }
        catch (UsageException usage)
        {
            Console.Error.WriteLine($"edgeorch: {usage.Message}");
            return 2;
        }

    default:
        Console.Error.WriteLine(args.Length == 0
            ? "edgeorch: a command is needed: serve; see edgeorch --help"
            : $"edgeorch: unknown command \"{args[0]}\": must be serve; see edgeorch --help");
        return 2;
}
