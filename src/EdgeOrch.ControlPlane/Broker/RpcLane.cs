namespace EdgeOrch.ControlPlane.Broker;

/// <summary>Requests of one device in one lane are served one after another; lanes do not wait for each other.</summary>
internal enum RpcLane
{
    /// <summary>Requests that are answered at once, or compute.</summary>
    Requests,

    /// <summary>Ranges of blobs: in order, so that chunks are, and never behind a plan that takes long to make.</summary>
    Blobs,
}
