"""Guided troubleshooting: trees and articles walked one step at a time.

`assistant.troubleshoot.stepper.Walker` is pure: a walk and an input give a walk and a step. It knows no clock, no
screen and no file; times come in with the inputs, and the front ends keep walks in `assistant.sessions`.
"""
