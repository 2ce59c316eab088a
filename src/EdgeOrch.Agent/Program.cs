using EdgeOrch.Agent.Edgerun;
using EdgeOrch.Agent.Supervision;

if (EdgerunProgram.IsAskedFor()) return EdgerunProgram.Run(args);
switch (args)
{
    case ["supervise", .. var rest]:
        return await SuperviseProgram.RunAsync(rest);
    case ["shutdown", .. var rest]:
        return await ShutdownProgram.RunAsync(rest);
    default:
        await Console.Error.WriteLineAsync($"usage: {SuperviseProgram.Usage}");
        return 2;
}
