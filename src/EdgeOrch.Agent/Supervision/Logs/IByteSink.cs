namespace EdgeOrch.Agent.Supervision.Logs;

/// <summary>Takes what a <see cref="DescriptorPump"/> read; called on its thread only, and must not throw.</summary>
internal interface IByteSink
{
    /// <summary>Takes the next bytes.</summary>
    void Take(ReadOnlySpan<byte> bytes);

    /// <summary>There are no more.</summary>
    void End();
}
