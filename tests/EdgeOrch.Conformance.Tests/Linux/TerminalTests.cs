using EdgeOrch.Conformance.Tests.Running;
using EdgeOrch.Testing;

namespace EdgeOrch.Conformance.Tests.Linux;

/// <summary>config.md, process.terminal and consoleSize, with <c>--console-socket</c> as callers of every runtime use it.</summary>
public sealed class TerminalTests : ContainerTest
{
    private string Socket => Container.PathOf("s");

    [RuntimeFact]
    public void Terminal_Asked_IsTheThreeStreamsAndTheControllingOne()
    {
        Container.Process["terminal"] = true;
        Container.Script("tty; for i in 0 1 2; do test -t $i && echo $i; done; echo of-tty > /dev/tty");
        Assert.Equal("/dev/pts/0 0 1 2 of-tty", Seen());
    }

    [RuntimeFact]
    public void Terminal_Console_IsTheSameDevice()
    {
        Container.Process["terminal"] = true;
        Container.Script("stat -c '%F %t' /dev/console; echo of-console > /dev/console");
        Assert.Equal("character special file 88 of-console", Seen());
    }

    [RuntimeFact]
    public void Terminal_ConsoleSize_IsItsSize()
    {
        Container.Process["terminal"] = true;
        Container.Process["consoleSize"] = ConfigJson.Json("""{ "height": 33, "width": 77 }""");
        Container.Script("stty size");
        Assert.Equal("33 77", Seen());
    }

    [RuntimeFact]
    public void Terminal_Input_ArrivesAndIsEchoed()
    {
        Container.Process["terminal"] = true;
        Container.Script("read line; echo got $line");
        using var listener = new ConsoleListener(Socket);
        Container.Create("--console-socket", Socket);
        using var terminal = listener.Receive();
        Container.Ok("start", Container.Id);
        terminal.Write("typed\n"u8);
        terminal.Flush();
        Assert.Contains("got typed", Text(terminal), StringComparison.Ordinal);
    }

    [RuntimeFact]
    public void Terminal_OtherUser_OwnsIt()
    {
        Container.Process["terminal"] = true;
        Container.Process["user"] = ConfigJson.Json("""{ "uid": 1000, "gid": 1000 }""");
        Container.Script("stat -c %u /dev/pts/0; echo again > /dev/pts/0");
        Assert.Equal("1000 again", Seen());
    }

    [RuntimeFact]
    public void Terminal_NoSocket_IsRefused()
    {
        Container.Process["terminal"] = true;
        Container.WriteConfig();
        Container.Fails("create", "--bundle", Container.Bundle, Container.Id);
        Container.LeavesNothing();
    }

    [RuntimeFact]
    public void Terminal_NoSuchSocket_IsRefused()
    {
        Container.Process["terminal"] = true;
        Container.WriteConfig();
        Container.Fails("create", "--bundle", Container.Bundle, "--console-socket", Container.PathOf("none-such"), Container.Id);
        Container.LeavesNothing();
    }

    [RuntimeFact]
    public void Terminal_Exec_HasOneToo() => Assert.Equal("/dev/pts/0 0 1 2", Exec("tty; for i in 0 1 2; do test -t $i && echo $i; done"));

    [RuntimeFact]
    public void Terminal_ExecWithConsoleSize_HasThatSize() => Assert.Equal("22 66", Exec("stty size"));

    private string Seen()
    {
        using var listener = new ConsoleListener(Socket);
        Container.Create("--console-socket", Socket);
        using var terminal = listener.Receive();
        Container.Ok("start", Container.Id);
        return Words(Text(terminal));
    }

    private string Exec(string script)
    {
        Container.Launch("exec sleep 100");
        var process = ConfigJson.Json("""{ "terminal": true, "consoleSize": { "height": 22, "width": 66 }, "user": { "uid": 0, "gid": 0 }, "cwd": "/", "env": ["PATH=/bin"] }""");
        process["args"] = ConfigJson.Texts("/bin/sh", "-c", script);
        File.WriteAllText(Container.PathOf("process.json"), process.ToJsonString());
        using var listener = new ConsoleListener(Socket);
        using var call = Container.Start(Container.PathOf("exec-out"), Container.PathOf("exec-err"), Container.Folder, "exec", "--process", Container.PathOf("process.json"), "--console-socket", Socket, "--detach", Container.Id);
        using var terminal = listener.Receive();
        var text = Words(Text(terminal));
        Assert.True(call.WaitForExit(TestContainer.Patience));
        return text;
    }

    private static string Words(string text) => string.Join(' ', text.Split((char[])['\r', '\n'], StringSplitOptions.RemoveEmptyEntries));

    // Reading ends with EIO when the last process closed its end.
    private static string Text(FileStream terminal)
    {
        var text = new MemoryStream();
        try
        {
            terminal.CopyTo(text);
        }
        catch (IOException)
        {
        }

        return System.Text.Encoding.UTF8.GetString(text.ToArray());
    }
}
