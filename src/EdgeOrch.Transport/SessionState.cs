namespace EdgeOrch.Transport;

/// <summary>How a session is connected.</summary>
public enum SessionState
{
    /// <summary>Not connected; the session waits to try again.</summary>
    Disconnected,

    /// <summary>Connected, subscribed, and announced online.</summary>
    Connected,
}
