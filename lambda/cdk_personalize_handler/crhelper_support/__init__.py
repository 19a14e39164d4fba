"""What `crhelper_waiter` needs beside the lifecycle: its EventBridge rules, its events and its responses."""
