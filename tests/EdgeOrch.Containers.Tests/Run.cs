using System.IO.Pipes;
using EdgeOrch.Containers.Rootfs;
using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Containers.Tests;

/// <summary>Runs containers to their end and keeps what they wrote.</summary>
internal static class Run
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Creates, starts, waits for and deletes a container.</summary>
    public static async Task<(ExitStatus Exit, string Output)> ToEnd(ContainerSpec spec, RootfsSpec? rootfs = null)
    {
        using var output = new OutputPipe();
        var container = ContainerRuntime.Create(BusyboxRoot.NewId(), spec, rootfs, output.Stdio);
        try
        {
            container.Start();
            output.CloseWriter();
            var text = await output.ReadToEnd();
            return (await container.WaitAsync(Cancel).WaitAsync(Patience, Cancel), text);
        }
        finally
        {
            container.Delete();
        }
    }

    public static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;
}

/// <summary>One pipe for standard output and error.</summary>
internal sealed class OutputPipe : IDisposable
{
    private readonly AnonymousPipeServerStream _reader = new(PipeDirection.In, HandleInheritability.None);

    public Stdio Stdio
    {
        get
        {
            var fd = (int)_reader.ClientSafePipeHandle.DangerousGetHandle();
            return new Stdio(-1, fd, fd);
        }
    }

    public void CloseWriter() => _reader.DisposeLocalCopyOfClientHandle();

    public async Task<string> ReadToEnd()
    {
        using var text = new StreamReader(_reader, leaveOpen: true);
        return await text.ReadToEndAsync(Run.Cancel).WaitAsync(Run.Patience, Run.Cancel);
    }

    public void Dispose() => _reader.Dispose();
}
