using EdgeOrch.Agent.Supervision;

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
