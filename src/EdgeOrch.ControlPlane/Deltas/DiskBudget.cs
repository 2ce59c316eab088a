namespace EdgeOrch.ControlPlane.Deltas;

/// <summary>Bytes on disk that several jobs share.</summary>
internal sealed class DiskBudget(long most)
{
    private long _taken;

    /// <summary>Bytes taken now.</summary>
    public long Taken => Interlocked.Read(ref _taken);

    /// <summary>Takes some, before they are written.</summary>
    /// <exception cref="IOException">There are not so many left; nothing is taken.</exception>
    public void Take(long bytes)
    {
        if (Interlocked.Add(ref _taken, bytes) <= most) return;
        Return(bytes);
        throw new IOException($"the work folder would hold more than the {most} bytes that it may");
    }

    /// <summary>Gives some back, after they were deleted.</summary>
    public void Return(long bytes) => Interlocked.Add(ref _taken, -bytes);
}
