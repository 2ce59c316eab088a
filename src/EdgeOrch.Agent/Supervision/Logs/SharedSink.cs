using EdgeOrch.Contracts.Messages;

namespace EdgeOrch.Agent.Supervision.Logs;

/// <summary>Gives one stream of a container to its log, and to whoever is attached.</summary>
/// <param name="cutter">Cuts it into lines of the log.</param>
/// <param name="stream">Which it is.</param>
/// <param name="attached">Who is attached now.</param>
internal sealed class SharedSink(LineCutter cutter, LogStream stream, Func<IReadOnlyList<Attachment>> attached) : IByteSink
{
    /// <inheritdoc/>
    public void Take(ReadOnlySpan<byte> bytes)
    {
        cutter.Take(bytes);
        foreach (var attachment in attached()) attachment.Copy(stream, bytes);
    }

    /// <inheritdoc/>
    public void End() => cutter.End();
}
