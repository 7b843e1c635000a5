"""What every file that is read or written goes through: bounds, encodings and syntax, whatever the file is about."""
