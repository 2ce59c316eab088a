namespace EdgeOrch.Transport;

/// <summary>Told what happens to a session, so that its owner can log and report it. Calls must be quick and must not throw.</summary>
public interface ISessionObserver
{
    /// <summary>The session connected or lost its connection.</summary>
    /// <param name="state">The new state.</param>
    /// <param name="cause">Why it is disconnected, one line; null when connected.</param>
    void StateChanged(SessionState state, string? cause);

    /// <summary>A message was dropped without any effect.</summary>
    /// <param name="topic">The topic it came on.</param>
    /// <param name="cause">Why, one line.</param>
    void MessageDropped(string topic, string cause);
}
